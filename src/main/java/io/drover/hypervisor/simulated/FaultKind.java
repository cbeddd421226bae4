package io.drover.hypervisor.simulated;

import io.drover.model.Labelled;
import java.util.Locale;

/** What goes wrong, under the names that scenarios use. */
public enum FaultKind implements Labelled {
  /** The call fails and has no effect. */
  ERROR(Target.CALL),
  /** The call has no effect and no answer; healed, it is answered with an error. */
  HANG(Target.CALL),
  /** The call takes effect, and is answered, only after a delay. */
  SLOW(Target.CALL),
  /** The call takes effect, and then an error is reported. */
  LOST_ANSWER(Target.CALL),
  /** The journal takes these events from nobody, and says so; of a journal write only. */
  REJECTED(Target.CALL),
  /** The guest crashes at once. */
  GUEST_CRASH(Target.GUEST),
  /** The guest does not come up after a start or reset until healed. */
  GUEST_STUCK(Target.GUEST),
  /** The host is off, its guests are gone; healed, it is empty. */
  DOWN(Target.HOST),
  /** The host and its guests go on, but no call is answered. */
  UNREACHABLE(Target.HOST),
  /** Nothing can be transferred between two hosts. */
  PARTITION(Target.LINK);

  /** What a kind of fault can befall. */
  public enum Target {
    CALL,
    GUEST,
    HOST,
    LINK
  }

  private final Target target;

  FaultKind(Target target) {
    this.target = target;
  }

  /** What it befalls. */
  public Target target() {
    return target;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void requireTarget(Target expected) {
    if (target != expected) {
      throw new IllegalArgumentException(
          "%s is not a fault of a %s".formatted(label(), expected.name().toLowerCase(Locale.ROOT)));
    }
  }
}
