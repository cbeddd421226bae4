package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.Locale;

/** The kinds of events of a run; a closed list, each with its fields in their order. */
public enum EventKind implements Labelled {
  STEP("a step begins", "step action"),
  ANSWER("Drover answered a request", "request accepted refusal detail"),
  INSTANCE("an instance's record changed", "host vm-state task-state power-state fault"),
  MIGRATION_STATUS(
      "a migration's status changed", "status reason migration source destination leftovers"),
  MIGRATION_WAITS("a queued migration waits for slots", "waits-for migration"),
  MIGRATION_PROGRESS(
      "how far a transfer is, in bytes and bytes per second",
      "memory-remaining memory-total iteration rate dirty-rate max-downtime migration"),
  MIGRATION_UNRESOLVED("an outcome cannot be told at present", "why since migration"),
  VIF_PLUG_FAILED("an attempt to plug VIFs failed", "host attempt attempts error"),
  HOOK("a hook was called, ended or was given up", "hook state call error migration"),
  HOST("a host's state changed", "host state why"),
  DISK_OVER_COMMIT("a host's disks were summed up, in bytes", "host bytes guests skipped"),
  ORCHESTRATOR("the orchestrator crashed or has started again", "state"),
  VIOLATION("a guarantee did not hold; who: an instance or a host", "guarantee who what before");

  private final String meaning;
  private final String fields;

  EventKind(String meaning, String fields) {
    this.meaning = meaning;
    this.fields = fields;
  }

  /** What has happened. */
  public String meaning() {
    return meaning;
  }

  /**
   * The names of its fields, in their order; each is always there, and null when it has no value.
   */
  public String[] fields() {
    return fields.split(" ");
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
