package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pause, unpause, suspend and resume, whatever their calls, their host and their process do. */
class PauseSuspendTest {

  /** The operations, each with the state that it starts from. */
  enum Change {
    PAUSE(Drover::pause, Call.PAUSE, VmState.ACTIVE, VmState.PAUSED),
    UNPAUSE(Drover::unpause, Call.RESUME, VmState.PAUSED, VmState.ACTIVE),
    SUSPEND(Drover::suspend, Call.SAVE, VmState.ACTIVE, VmState.SUSPENDED),
    RESUME(Drover::resume, Call.RESTORE, VmState.SUSPENDED, VmState.ACTIVE);

    @SuppressWarnings("ImmutableEnumChecker") // stateless
    private final BiFunction<Drover, InstanceId, CompletionStage<Operation>> request;

    private final Call call;
    private final VmState from;
    private final VmState to;

    Change(
        BiFunction<Drover, InstanceId, CompletionStage<Operation>> request,
        Call call,
        VmState from,
        VmState to) {
      this.request = request;
      this.call = call;
      this.from = from;
      this.to = to;
    }

    InstanceId prepare(VirtualWorld world) {
      InstanceId id = world.boot("web-1", "hv1");
      if (from == VmState.PAUSED) {
        PAUSE.ask(world, id);
      } else if (from == VmState.SUSPENDED) {
        SUSPEND.ask(world, id);
      }
      assertThat(world.atRest(id).vmState()).isEqualTo(from);
      return id;
    }

    void ask(VirtualWorld world, InstanceId id) {
      world.await(askOnly(world, id));
    }

    CompletionStage<Operation> askOnly(VirtualWorld world, InstanceId id) {
      return request.apply(world.drover(), id);
    }
  }

  private static GuestState guest(VirtualWorld world, InstanceId id) {
    return world.fleet().truth().guests("hv1").getOrDefault(id, GuestState.ABSENT);
  }

  /** Well after everything that may still come has come: the record is what the host has. */
  private static InstanceView end(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.timeline().advance(Duration.ofMinutes(10));
    InstanceView end = world.atRest(id);
    world.assertConsistent();
    VmState expected =
        switch (guest(world, id)) {
          case RUNNING -> VmState.ACTIVE;
          case PAUSED -> VmState.PAUSED;
          case SUSPENDED -> VmState.SUSPENDED;
          case ABSENT -> VmState.STOPPED;
          default -> throw new AssertionError("left as " + guest(world, id));
        };
    assertThat(end.vmState()).isEqualTo(expected);
    assertThat(end.powerState()).isEqualTo(guest(world, id).powerState());
    return end;
  }

  @ParameterizedTest
  @EnumSource
  void aGuestIsChangedAndKeepsWhatItHolds(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      change.ask(world, id);

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(change.to);
      assertThat(end.fault()).isNull();
      assertThat(world.fleet().truth().vifs("hv1")).containsOnlyKeys(id);
      assertThat(world.host("hv1").claims()).containsExactly(id);
    }
  }

  @ParameterizedTest
  @CsvSource({"PAUSE, PAUSED", "SUSPEND, SUSPENDED"})
  void thePowerStateTellsAPausedGuestFromASavedOne(Change change, PowerState power) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      change.ask(world, id);

      assertThat(end(world, id).powerState()).isEqualTo(power);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatFailsLeavesTheGuestAsItWasAndSaysWhy(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.of(change.call, FaultKind.ERROR));
      change.ask(world, id);

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(change.from);
      assertThat(end.fault()).isEqualTo(Reason.HYPERVISOR);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallWhoseAnswerIsLostHasHappenedAll(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.of(change.call, FaultKind.LOST_ANSWER));
      change.ask(world, id);

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(change.to);
      assertThat(end.fault()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatHangsEndsWithTheGuestAsItIs(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.of(change.call, FaultKind.HANG));
      change.ask(world, id);

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(change.from);
      assertThat(end.fault()).isEqualTo(Reason.HYPERVISOR);
      world.fleet().heal(FaultSelector.ALL);
      end(world, id);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatTakesEffectAfterItWasGivenUpIsRecordedAllTheSame(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.slow(change.call, Duration.ofMinutes(3)));
      change.ask(world, id);
      assertThat(world.atRest(id).vmState()).isEqualTo(change.from);

      assertThat(end(world, id).vmState()).isEqualTo(change.to);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCrashAtAnyMessageIsMadeUpForAfterTheRestart(Change change) {
    for (int message = 1; message < 60; message += 2) {
      try (VirtualWorld world = new VirtualWorld(message, "", "hv1")) {
        InstanceId id = change.prepare(world);
        change.askOnly(world, id);
        world.step(message);
        world.crash();
        world.restart();

        InstanceView end = end(world, id);
        assertThat(end.vmState())
            .as("crash after %d messages", message)
            .isIn(change.from, change.to);
        assertThat(end.fault()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatFallsSilentAtAnyMessageCostsNoTruth(Change change) {
    for (int message = 1; message < 60; message += 3) {
      try (VirtualWorld world = new VirtualWorld(message, "", "hv1")) {
        InstanceId id = change.prepare(world);
        change.askOnly(world, id);
        world.step(message);
        world.fleet().inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
        world.timeline().advance(Duration.ofMinutes(5));
        world.fleet().heal(FaultSelector.ALL);

        assertThat(end(world, id).vmState())
            .as("silent after %d messages", message)
            .isIn(change.from, change.to);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatGoesDownAtAnyMessageLeavesTheInstanceStopped(Change change) {
    for (int message = 1; message < 60; message += 3) {
      try (VirtualWorld world = new VirtualWorld(message, "", "hv1")) {
        InstanceId id = change.prepare(world);
        change.askOnly(world, id);
        world.step(message);
        world.fleet().inject(HostFault.of("hv1", FaultKind.DOWN));
        world.timeline().advance(Duration.ofMinutes(5));
        world.fleet().heal(FaultSelector.ALL);

        assertThat(end(world, id).vmState())
            .as("down after %d messages", message)
            .isEqualTo(VmState.STOPPED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "UNPAUSE", "SUSPEND"})
  void aGuestThatCrashesMeanwhileIsClearedAway(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.slow(change.call, Duration.ofSeconds(5)));
      change.ask(world, id);
      world.fleet().inject(GuestFault.of(id, FaultKind.GUEST_CRASH));

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(VmState.STOPPED);
      assertThat(end.fault()).isEqualTo(Reason.GUEST_GONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHardRebootReplacesWhatHangs(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      world.fleet().inject(CallFault.of(change.call, FaultKind.HANG));
      change.ask(world, id);
      world.await(world.drover().reboot(id, RebootType.HARD));

      InstanceView end = end(world, id);
      assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(end.fault()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "SUSPEND"})
  void aHardRebootAndADeleteAreTakenFromWhereItEnds(Change change) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = change.prepare(world);
      change.ask(world, id);
      world.atRest(id);
      world.await(world.drover().reboot(id, RebootType.HARD));
      assertThat(end(world, id).vmState()).isEqualTo(VmState.ACTIVE);

      change.ask(world, id);
      world.atRest(id);
      world.await(world.drover().delete(id));
      assertThat(world.atRest(id).vmState()).isEqualTo(VmState.DELETED);
      assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      world.assertConsistent();
    }
  }

  @Test
  void allFourOneAfterTheOtherLeaveARunningGuest() {
    Set<VmState> seen = EnumSet.noneOf(VmState.class);
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      InstanceId id = world.boot("web-1", "hv1");
      for (Change change : Change.values()) {
        change.ask(world, id);
        seen.add(end(world, id).vmState());
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(VmState.ACTIVE, VmState.PAUSED, VmState.SUSPENDED);
  }
}
