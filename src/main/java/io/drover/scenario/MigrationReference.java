package io.drover.scenario;

/** Which migration an expectation means. */
public sealed interface MigrationReference {

  /** The one of this instance that was accepted last. */
  record LatestOf(String instance) implements MigrationReference {}

  /** The one to which the scenario gave this name. */
  record Named(String name) implements MigrationReference {}
}
