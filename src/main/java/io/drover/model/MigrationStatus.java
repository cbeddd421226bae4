package io.drover.model;

/** How far a live migration is; Nova's Migration.status. */
public enum MigrationStatus implements Labelled {
  /** The request was taken and recorded. */
  ACCEPTED("accepted"),
  /** It waits for its slots on both hosts. */
  QUEUED("queued"),
  /** Slots granted; claim, volumes and VIFs are made at the destination. */
  PREPARING("preparing"),
  /** The hypervisors transfer memory. */
  RUNNING("running"),
  /** The guest runs at the destination and pulls the rest of its memory. */
  RUNNING_POST_COPY("running (post-copy)"),
  /** The guest is at the destination, committed, the source is clean. */
  COMPLETED("completed"),
  /** The guest is at the source, or gone; everything is undone. */
  FAILED("failed"),
  /** As failed, on request. */
  CANCELLED("cancelled"),
  /** The place of the guest is known, but something could not be undone: see the leftovers. */
  ERROR("error");

  private final String label;

  MigrationStatus(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /** Whether nothing follows. */
  public boolean terminal() {
    return compareTo(COMPLETED) >= 0;
  }
}
