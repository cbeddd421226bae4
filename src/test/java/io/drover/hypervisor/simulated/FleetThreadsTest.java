package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.order;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.runtime.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/** The fleet under calls and tasks from many threads, as real actor systems make them. */
class FleetThreadsTest {
  private static final int GUESTS = 200;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final SimulatedFleet fleet =
      new SimulatedFleet(new PooledTimeline(threads), FleetSettings.immediate());

  /** A timeline on which nothing has to wait, whose tasks run on any thread. */
  private record PooledTimeline(ExecutorService threads) implements Timeline {

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public Duration elapsed() {
      return Duration.ZERO;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
      assertThat(delay).isZero();
      AtomicBoolean cancelled = new AtomicBoolean();
      threads.execute(
          () -> {
            if (!cancelled.get()) {
              task.run();
            }
          });
      return () -> cancelled.set(true);
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @RepeatedTest(5)
  void guestsThatMoveAtTheSameTimeDoNotDisturbEachOther() {
    for (String name : List.of("hv1", "hv2")) {
      fleet.addHost(new SimulatedHostSpec(name, new Flavor(1, GIB, GIB), GIB, true));
    }
    List<CompletableFuture<Done>> done = new ArrayList<>();
    for (int i = 0; i < GUESTS; i++) {
      DomainTemplate guest = template("guest-" + i, GIB, 0, 2 * GIB);
      done.add(
          CompletableFuture.runAsync(() -> {}, threads).thenCompose(go -> thereAndBack(guest)));
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();

    assertThat(fleet.truth().guests("hv1"))
        .hasSize(GUESTS)
        .allSatisfy((id, state) -> assertThat(state).isEqualTo(GuestState.RUNNING));
    assertThat(fleet.truth().guests("hv2")).isEmpty();
    assertThat(fleet.truth().guests("hv1").keySet())
        .allSatisfy(id -> assertThat(fleet.truth().mostRunningCopies(id)).isEqualTo(1));
    assertThat(fleet.truth().calls(Call.MIGRATE)).isEqualTo(2 * GUESTS);
  }

  private CompletionStage<Done> thereAndBack(DomainTemplate guest) {
    SimulatedConnection here = fleet.connect("hv1");
    SimulatedConnection there = fleet.connect("hv2");
    InstanceId id = guest.id();
    return here.hypervisor()
        .create(guest)
        .thenCompose(up -> here.hypervisor().migrate(order(id, "hv2", false, 0, Duration.ZERO)))
        .thenCompose(
            moved -> there.hypervisor().migrate(order(id, "hv1", false, 0, Duration.ZERO)));
  }
}
