package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.List;
import java.util.Locale;

/** What an expectation can speak of, in the order in which it is told. */
public enum ExpectKey implements Labelled {
  HOST(Subject.INSTANCE),
  VM_STATE(Subject.INSTANCE),
  TASK_STATE(Subject.INSTANCE),
  POWER_STATE(Subject.INSTANCE),
  FAULT(Subject.INSTANCE),
  RUNNING_COPIES(Subject.INSTANCE),
  STATUS(Subject.MIGRATION),
  REASON(Subject.MIGRATION),
  POST(Subject.MIGRATION),
  RECOVER(Subject.MIGRATION),
  POST_CALLS(Subject.MIGRATION),
  RECOVER_CALLS(Subject.MIGRATION),
  ATTEMPTS(Subject.MIGRATION),
  STATE(Subject.HOST),
  DISABLED(Subject.HOST),
  CLAIMS(Subject.HOST),
  GUESTS(Subject.HOST),
  VIFS(Subject.HOST),
  SLOTS_USED(Subject.HOST),
  NO_LEAKS(Subject.FLEET),
  GUARANTEES(Subject.FLEET);

  /** Of what a key is a property, and which keys name it. */
  public enum Subject {
    INSTANCE,
    MIGRATION,
    HOST,
    FLEET;

    /** The keys that say which one is meant; none when there is only one. */
    public List<String> namedBy() {
      return switch (this) {
        case INSTANCE -> List.of("instance");
        case MIGRATION -> List.of("migration-of", "migration");
        case HOST -> List.of("on-host");
        case FLEET -> List.of();
      };
    }
  }

  private final Subject subject;

  ExpectKey(Subject subject) {
    this.subject = subject;
  }

  /** Of what it is a property. */
  public Subject subject() {
    return subject;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
