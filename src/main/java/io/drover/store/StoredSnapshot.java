package io.drover.store;

/** What the events of a stream led to up to one of them, kept so that they need not be read. */
public non-sealed interface StoredSnapshot extends Stored {}
