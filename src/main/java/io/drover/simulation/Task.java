package io.drover.simulation;

import org.apache.pekko.dispatch.Mailbox;
import org.jspecify.annotations.Nullable;

/** Work for the loop, and the system that it belongs to; the fleet's work belongs to none. */
class Task {

  private final @Nullable VirtualSystem owner;
  private final Runnable work;

  Task(@Nullable VirtualSystem owner, Runnable work) {
    this.owner = owner;
    this.work = work;
  }

  final @Nullable VirtualSystem owner() {
    return owner;
  }

  void run() {
    work.run();
  }

  /** Names the actor when it is one: what somebody wants to know of a loop that does not end. */
  @Override
  public final String toString() {
    String what =
        work instanceof Mailbox mailbox && mailbox.actor() != null
            ? mailbox.actor().self().path().toString()
            : work.getClass().getName();
    return (owner == null ? "fleet" : owner.toString()) + ": " + what;
  }
}
