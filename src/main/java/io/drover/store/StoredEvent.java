package io.drover.store;

/** An event that is written to the journal, as Jackson CBOR. */
public interface StoredEvent {}
