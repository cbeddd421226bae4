package io.drover.scenario;

import io.drover.model.Labelled;
import java.util.Locale;

/** What goes wrong. */
public enum FaultKind implements Labelled {
  /** A call fails without effect. */
  ERROR(Scope.CALL),
  /** A call is not answered and has no effect; healed, it is answered with an error. */
  HANG(Scope.CALL),
  /** A call takes longer. */
  SLOW(Scope.CALL),
  /** A call takes effect, then an error is reported. */
  LOST_ANSWER(Scope.CALL),
  /** A guest ends at once. */
  GUEST_CRASH(Scope.GUEST),
  /** A guest does not come up after its next start or reset. */
  GUEST_STUCK(Scope.GUEST),
  /** A host is off and its guests are gone. */
  DOWN(Scope.HOST),
  /** A host goes on but does not answer Drover. */
  UNREACHABLE(Scope.HOST),
  /** Transfers between two hosts break. */
  PARTITION(Scope.LINK);

  /** What a kind of fault strikes. */
  public enum Scope {
    CALL,
    GUEST,
    HOST,
    LINK
  }

  private final Scope scope;

  FaultKind(Scope scope) {
    this.scope = scope;
  }

  /** What it strikes. */
  public Scope scope() {
    return scope;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
