package io.drover.store;

/** An event that is written to the journal. */
public non-sealed interface StoredEvent extends Stored {}
