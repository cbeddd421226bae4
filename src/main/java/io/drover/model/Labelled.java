package io.drover.model;

/** A value of a closed vocabulary with the name that users read and write. */
public interface Labelled {

  /** The name in scenarios, logs, JSON and on the command line: lower case, stable. */
  String label();
}
