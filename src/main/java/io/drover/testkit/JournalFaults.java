package io.drover.testkit;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.Strike;
import io.drover.instance.Streams;
import io.drover.runtime.Timeline;
import io.drover.simulation.VirtualSystem;
import io.drover.store.WriteConflictException;
import io.drover.store.WriteInterceptor;
import io.drover.store.WriteRejectedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Lets the journal writes of one incarnation go wrong as the faults of a simulated fleet say, on
 * its timeline. Once the incarnation has crashed nothing of it is stored any more.
 */
public final class JournalFaults implements WriteInterceptor {
  private final SimulatedFleet fleet;
  private final Timeline timeline;
  private final VirtualSystem incarnation;

  /** The faults of this fleet, for the writes of this incarnation. */
  public JournalFaults(SimulatedFleet fleet, Timeline timeline, VirtualSystem incarnation) {
    this.fleet = fleet;
    this.timeline = timeline;
    this.incarnation = incarnation;
  }

  @Override
  public CompletionStage<Done> write(String stream, Runnable store) {
    CompletableFuture<Done> end = new CompletableFuture<>();
    fleet
        .strike(Call.JOURNAL_WRITE, null, Streams.instance(stream).orElse(null))
        .ifPresentOrElse(strike -> strike(strike, store, end), () -> store(store, end));
    return end;
  }

  private void strike(Strike strike, Runnable store, CompletableFuture<Done> end) {
    switch (strike.fault().kind()) {
      case SLOW -> timeline.after(strike.fault().delay(), () -> store(store, end));
      case HANG -> strike.whenHealed(() -> fail(end, "it hung"));
      case LOST_ANSWER -> {
        store(store, new CompletableFuture<>());
        fail(end, "its answer was lost");
      }
      case REJECTED -> end.completeExceptionally(new WriteRejectedException("injected fault"));
      case ERROR, GUEST_CRASH, GUEST_STUCK, DOWN, UNREACHABLE, PARTITION ->
          fail(end, "injected fault");
    }
  }

  private void store(Runnable store, CompletableFuture<Done> end) {
    if (incarnation.isOver()) {
      return;
    }
    try {
      store.run();
      end.complete(Done.getInstance());
    } catch (WriteConflictException tooLate) {
      end.completeExceptionally(tooLate);
    }
  }

  private static void fail(CompletableFuture<Done> end, String why) {
    end.completeExceptionally(new IllegalStateException("the journal write failed: " + why));
  }
}
