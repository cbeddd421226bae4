package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand requests at once: each one has an answer, and what was accepted is there. */
class BackPressureTest {
  private static final int REQUESTS = 10_000;
  private static final Flavor SMALL = new Flavor(0, 1 << 20, 0);
  private static final CallFault SLOW = CallFault.slow(Call.JOURNAL_WRITE, Duration.ofSeconds(2));

  private static InstanceSpec spec(int number) {
    return new InstanceSpec("vm-" + number, SMALL, 0, 0);
  }

  private static VirtualWorld world() {
    return new VirtualWorld(1, "drover.journal.max-unacknowledged-writes = 1000", "hv1", "hv2");
  }

  /** How many were accepted, and how many refused for each reason. */
  private static Map<Refusal, Integer> refusals(
      VirtualWorld world, List<? extends CompletionStage<?>> requests) {
    world.awaitUntil(
        "every answer",
        () -> requests.stream().allMatch(request -> request.toCompletableFuture().isDone()));
    Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    for (CompletionStage<?> request : requests) {
      try {
        request.toCompletableFuture().join();
      } catch (CompletionException refused) {
        refusals.merge(((RequestRefusedException) refused.getCause()).reason(), 1, Integer::sum);
      }
    }
    return refusals;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bootsAreTakenOrRefusedAsBusyAndThoseTakenAreThere(boolean slow) {
    try (VirtualWorld world = world()) {
      if (slow) {
        world.fleet().inject(SLOW);
      }
      List<CompletionStage<?>> boots = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        boots.add(world.drover().boot(spec(i), i % 2 == 0 ? "hv1" : "hv2"));
      }
      Map<Refusal, Integer> refusals = refusals(world, boots);
      world.fleet().heal(FaultSelector.ALL);
      world.timeline().advance(Duration.ofMinutes(5));

      int busy = refusals.getOrDefault(Refusal.BUSY, 0);
      assertThat(refusals.keySet()).isSubsetOf(Refusal.BUSY);
      assertThat(busy).isPositive();
      assertThat(world.await(world.drover().instances()))
          .hasSize(REQUESTS - busy)
          .extracting(InstanceView::vmState)
          .containsOnly(VmState.ACTIVE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mixedRequestsAreAnsweredAndWhatIsTakenHappens(boolean slow) {
    try (VirtualWorld world = world()) {
      List<CompletionStage<?>> boots = new ArrayList<>();
      for (int i = 0; i < REQUESTS / 10; i++) {
        boots.add(world.drover().boot(new InstanceId("i-" + i), spec(i), "hv1"));
      }
      assertThat(refusals(world, boots)).isEmpty();
      world.timeline().advance(Duration.ofMinutes(1));
      if (slow) {
        world.fleet().inject(SLOW);
      }
      List<CompletionStage<?>> requests = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < REQUESTS / 10; i++) {
          requests.add(request(world, new InstanceId("i-" + i), (round + i) % 5));
        }
      }
      Map<Refusal, Integer> refusals = refusals(world, requests);
      world.fleet().heal(FaultSelector.ALL);
      world.timeline().advance(Duration.ofHours(1));

      assertThat(refusals.keySet())
          .isSubsetOf(Refusal.BUSY, Refusal.CONFLICT, Refusal.INVALID_STATE, Refusal.NOT_FOUND);
      assertThat(world.await(world.drover().instances()))
          .hasSize(REQUESTS / 10)
          .allMatch(InstanceView::atRest);
    }
  }

  private static CompletionStage<?> request(VirtualWorld world, InstanceId id, int kind) {
    return switch (kind) {
      case 0 -> world.drover().stop(id);
      case 1 -> world.drover().reboot(id, RebootType.HARD);
      case 2 -> world.drover().liveMigrate(id, LiveMigration.to("hv2").withHooks("test"));
      case 3 -> world.drover().abortMigration(id);
      default -> world.drover().delete(id);
    };
  }
}
