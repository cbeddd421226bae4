package io.drover.store;

/** What is written to a store as Jackson CBOR: {@link StoredEvent} and {@link StoredSnapshot}. */
public sealed interface Stored permits StoredEvent, StoredSnapshot {}
