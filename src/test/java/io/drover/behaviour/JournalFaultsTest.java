package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.Operation;
import io.drover.OutcomeUnknownException;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.model.Flavor;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of journal fault on every write of every operation. */
class JournalFaultsTest {
  /** More than an instance writes in any of these operations. */
  private static final int WRITES = 16;

  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final InstanceId ID = new InstanceId("i-1");
  private static final InstanceSpec SPEC =
      new InstanceSpec(
          "web-1", new Flavor(2, 4 * VirtualWorld.GIB, 20 * VirtualWorld.GIB), 1, 100 << 20);

  /** The second slow one is stored after it was reported as failed. */
  static final List<CallFault> KINDS =
      List.of(
          CallFault.of(Call.JOURNAL_WRITE, FaultKind.ERROR),
          CallFault.of(Call.JOURNAL_WRITE, FaultKind.HANG),
          CallFault.of(Call.JOURNAL_WRITE, FaultKind.LOST_ANSWER),
          CallFault.of(Call.JOURNAL_WRITE, FaultKind.REJECTED),
          CallFault.slow(Call.JOURNAL_WRITE, Duration.ofSeconds(3)),
          CallFault.slow(Call.JOURNAL_WRITE, Duration.ofMillis(10_500)),
          CallFault.slow(Call.JOURNAL_WRITE, Duration.ofSeconds(25)));

  static Stream<CallFault> eachWrite() {
    return KINDS.stream()
        .flatMap(
            kind ->
                IntStream.range(0, WRITES)
                    .boxed()
                    .flatMap(
                        after ->
                            Stream.of(
                                kind.about(ID).passing(after).striking(1),
                                kind.about(ID).passing(after).striking(3))));
  }

  private static VirtualWorld world() {
    return new VirtualWorld(1, "", "hv1", "hv2");
  }

  private static void booted(VirtualWorld world) {
    world.await(world.drover().boot(ID, SPEC, "hv1"));
    world.atRest(ID);
  }

  private enum Answer {
    ACCEPTED,
    REFUSED,
    /** The journal failed twice; it may have happened. */
    UNKNOWN
  }

  /** There is an answer in any case, and unavailable if it is refused. */
  private static Answer answer(VirtualWorld world, CompletionStage<?> answer) {
    assertThat(world.timeline().runUntil(() -> answer.toCompletableFuture().isDone(), ANSWER))
        .as("answered")
        .isTrue();
    try {
      answer.toCompletableFuture().join();
      return Answer.ACCEPTED;
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof OutcomeUnknownException) {
        return Answer.UNKNOWN;
      }
      RequestRefusedException refusal =
          (RequestRefusedException) Objects.requireNonNull(failure.getCause());
      assertThat(refusal.reason()).isEqualTo(Refusal.UNAVAILABLE);
      return Answer.REFUSED;
    }
  }

  private static void settle(VirtualWorld world) {
    world.timeline().advance(Duration.ofMinutes(5));
    world.fleet().heal(FaultSelector.ALL);
    world.timeline().advance(Duration.ofMinutes(5));
    Optional<InstanceView> there = find(world);
    there.ifPresent(instance -> world.atRest(instance.id()));
    assertThat(world.findings()).isEmpty();
    sameAfterARestart(world, there);
  }

  /** What the instance believes of itself is what its journal says. */
  private static void sameAfterARestart(VirtualWorld world, Optional<InstanceView> before) {
    Optional<InstanceView> there = before.isEmpty() ? before : find(world);
    world.crash();
    world.restart();
    assertThat(find(world)).isEqualTo(there);
  }

  private static Optional<InstanceView> find(VirtualWorld world) {
    return world.await(world.drover().instances()).stream()
        .findFirst()
        .map(view -> world.view(view.id()));
  }

  @ParameterizedTest
  @MethodSource("eachWrite")
  void aBootHappensOrIsRefused(CallFault fault) {
    try (VirtualWorld world = world()) {
      world.fleet().inject(fault);
      Answer answer = answer(world, world.drover().boot(ID, SPEC, "hv1"));
      settle(world);

      Optional<VmState> state = find(world).map(InstanceView::vmState);
      if (answer != Answer.UNKNOWN) {
        assertThat(state.isPresent()).isEqualTo(answer == Answer.ACCEPTED);
      }
      if (state.isEmpty()) {
        world.await(world.drover().boot(SPEC, "hv2"));
      } else {
        assertThat(state).contains(VmState.ACTIVE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("eachWrite")
  void aStopHappensOrIsRefused(CallFault fault) {
    anOperation(fault, world -> world.drover().stop(ID), VmState.STOPPED);
  }

  @ParameterizedTest
  @MethodSource("eachWrite")
  void aDeletionHappensOrIsRefused(CallFault fault) {
    anOperation(fault, world -> world.drover().delete(ID), VmState.DELETED);
  }

  @ParameterizedTest
  @MethodSource("eachWrite")
  void aMigrationHasOneOutcomeAndOneHookOrIsRefused(CallFault fault) {
    try (VirtualWorld world = world()) {
      booted(world);
      world.fleet().inject(fault);
      Answer answer =
          answer(world, world.drover().liveMigrate(ID, LiveMigration.to("hv2").withHooks("test")));
      settle(world);

      MigrationView migration = world.view(ID).lastMigration().orElse(null);
      if (answer != Answer.UNKNOWN) {
        assertThat(migration != null).isEqualTo(answer == Answer.ACCEPTED);
      }
      if (migration != null) {
        assertThat(migration.hookState()).isEqualTo(HookState.DELIVERED);
        assertThat(migration.leftovers()).isEmpty();
        assertThat(world.hookCalls().stream().distinct()).hasSize(1);
      }
    }
  }

  private static void anOperation(
      CallFault fault, Function<VirtualWorld, CompletionStage<Operation>> request, VmState after) {
    try (VirtualWorld world = world()) {
      booted(world);
      world.fleet().inject(fault);
      CompletionStage<Operation> answer = request.apply(world);
      Answer answered = answer(world, answer);
      settle(world);

      VmState state = world.view(ID).vmState();
      if (answered == Answer.REFUSED) {
        assertThat(state).isEqualTo(VmState.ACTIVE);
      } else if (answered == Answer.UNKNOWN) {
        assertThat(state).isIn(after, VmState.ACTIVE);
      } else {
        assertThat(state).isEqualTo(after);
        Operation operation = answer.toCompletableFuture().join();
        assertThat(operation.ended().toCompletableFuture()).isDone();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void theIndexTakesNewInstancesAgain(CallFault kind) {
    try (VirtualWorld world = world()) {
      world.fleet().inject(kind.striking(1));
      Answer answer = answer(world, world.drover().boot(ID, SPEC, "hv1"));
      InstanceSpec other = new InstanceSpec("web-2", SPEC.flavor(), 1, 0);
      InstanceId second = world.await(world.drover().boot(other, "hv2")).instance();
      settle(world);

      assertThat(world.view(second).vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(world.await(world.drover().instances()))
          .hasSize(answer == Answer.ACCEPTED ? 2 : 1);
      assertThat(answer)
          .isEqualTo(kind.kind() == FaultKind.REJECTED ? Answer.REFUSED : Answer.ACCEPTED);
    }
  }

  @Test
  void oneInstanceWhoseWritesHangHoldsUpNobody() {
    try (VirtualWorld world = world()) {
      booted(world);
      world.fleet().inject(CallFault.of(Call.JOURNAL_WRITE, FaultKind.HANG).about(ID));
      CompletionStage<Operation> hangs = world.drover().stop(ID);
      world.timeline().advance(Duration.ofSeconds(1));

      InstanceId other = world.boot("web-2", "hv2");

      assertThat(world.view(other).vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(hangs.toCompletableFuture()).isNotDone();
      assertThat(answer(world, hangs)).isEqualTo(Answer.UNKNOWN);
    }
  }

  /** What was accepted by a write that came late is open work, and the index knows it. */
  @Test
  void aCrashAfterTheAnswerToALateWriteLosesNothing() {
    try (VirtualWorld world = world()) {
      booted(world);
      world.fleet().inject(new GuestFault(null, ID, FaultKind.GUEST_STUCK, null));
      world
          .fleet()
          .inject(CallFault.slow(Call.JOURNAL_WRITE, Duration.ofSeconds(15)).about(ID).striking(2));
      assertThat(answer(world, world.drover().stop(ID))).isEqualTo(Answer.ACCEPTED);

      world.crash();
      world.fleet().heal(FaultSelector.ALL);
      world.restart();
      world.timeline().advance(Duration.ofMinutes(5));
      assertThat(world.view(ID).vmState()).isEqualTo(VmState.STOPPED);
    }
  }

  @Test
  void nothingOfACrashedIncarnationIsStored() {
    for (FaultKind kind : List.of(FaultKind.SLOW, FaultKind.HANG)) {
      try (VirtualWorld world = world()) {
        booted(world);
        long before = world.eventsOf(ID);
        Duration delay = kind == FaultKind.SLOW ? Duration.ofSeconds(3) : Duration.ZERO;
        world
            .fleet()
            .inject(new CallFault(null, Call.JOURNAL_WRITE, kind, null, ID, 1, 0, delay, null));
        world.drover().stop(ID);
        world.timeline().advance(Duration.ofSeconds(1));
        world.crash();
        world.fleet().heal(FaultSelector.ALL);
        world.timeline().advance(Duration.ofMinutes(1));

        assertThat(world.eventsOf(ID)).isEqualTo(before);
        world.restart();
        assertThat(world.view(ID).vmState()).isEqualTo(VmState.ACTIVE);
      }
    }
  }
}
