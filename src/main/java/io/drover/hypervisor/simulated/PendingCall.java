package io.drover.hypervisor.simulated;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A call from its arrival until its answer was delivered. The answer travels for the latency of the
 * call, and is lost when the host becomes unreachable meanwhile.
 */
final class PendingCall<T> implements Reply<T> {

  private enum State {
    /** The host works on it. */
    OPEN,
    /** The answer travels. */
    ANSWERED,
    /** No answer of the host arrives. */
    LOST,
    OVER
  }

  private final Monitor monitor;
  private final Host host;
  private final Object caller;
  private final Duration latency;
  private final CompletableFuture<T> stage = new CompletableFuture<>();
  private State state = State.OPEN;
  private Runnable completion = () -> {};

  PendingCall(Monitor monitor, Host host, Object caller, Duration latency) {
    this.monitor = monitor;
    this.host = host;
    this.caller = caller;
    this.latency = latency;
    host.calls().add(this);
  }

  /** What the caller waits for. */
  CompletionStage<T> stage() {
    return stage;
  }

  /** Whose call it is. */
  Object caller() {
    return caller;
  }

  /** Whether its answer was lost and nobody knows yet. */
  boolean lost() {
    return state == State.LOST;
  }

  @Override
  public void succeed(T value) {
    answer(() -> stage.complete(value), latency);
  }

  @Override
  public void fail(RuntimeException why) {
    answer(() -> stage.completeExceptionally(why), latency);
  }

  /** The answer, if there is one or will be one, does not arrive. */
  void lose() {
    state = State.LOST;
  }

  /** Answers at once with a failure, whatever the host had to say. */
  void interrupt(RuntimeException why) {
    state = State.OPEN;
    answer(() -> stage.completeExceptionally(why), Duration.ZERO);
  }

  private void answer(Runnable how, Duration delay) {
    if (state == State.OPEN) {
      state = State.ANSWERED;
      completion = how;
      monitor.afterOutside(delay, this::deliver);
    }
  }

  private void deliver() {
    monitor.call(this::arrive).run();
  }

  /** An answer arrives, perhaps one that was lost or overtaken on its way. */
  private Runnable arrive() {
    if (state != State.ANSWERED) {
      return () -> {};
    }
    state = State.OVER;
    host.calls().remove(this);
    return completion;
  }
}
