package io.drover.store;

/**
 * An event that is written to the journal. {@link Stored} tells how, and what may change about it.
 */
public non-sealed interface StoredEvent extends Stored {}
