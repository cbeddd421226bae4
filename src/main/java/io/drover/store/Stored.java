package io.drover.store;

/**
 * What is written to a store: {@link StoredEvent} and {@link StoredSnapshot}.
 *
 * <p>Each root of these, such as all events of instances, has a serializer of its own in {@code
 * reference.conf}, over Pekko's for Jackson CBOR. A row of the store holds the serializer's number,
 * the version of the root's format as its manifest, {@code #1} and so on, and the CBOR, in which
 * events have a {@code type} by a short name. No class name is stored, so classes may be moved and
 * renamed.
 *
 * <p>Bytes are read exactly as their version has them or not at all: a missing or unknown field, an
 * unknown type and a later version fail the reading. So whatever changes in a format but a new type
 * of event raises the version, and the migration class that {@code reference.conf} names for the
 * root makes older ones into the next.
 */
public sealed interface Stored permits StoredEvent, StoredSnapshot {}
