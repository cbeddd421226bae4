package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.RebootType;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations that end while nobody can tell what became of the guest, and how they are settled. */
class UnsettledEndsTest {
  private static final String SETTINGS =
      "drover.instance { running-deadline = 10 s, settle-deadline = 10 s }";
  private static final Duration GIVEN_UP = Duration.ofMinutes(2);
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  private static InstanceId beginBoot(VirtualWorld world) {
    Flavor flavor = new Flavor(1, VirtualWorld.GIB, VirtualWorld.GIB);
    return world
        .await(world.drover().boot(new InstanceSpec("web-1", flavor, 1, 0), "hv1"))
        .instance();
  }

  private static void losesHost(VirtualWorld world, Call at, int after) {
    world.fleet().inject(new HostFault("lost", "hv1", FaultKind.UNREACHABLE, null).when(at, after));
  }

  private static void hostReturns(VirtualWorld world) {
    world.fleet().heal(FaultSelector.named("lost"));
    world.timeline().advance(A_WHILE);
  }

  private static InstanceView isOpen(VirtualWorld world, InstanceId id, VmState vmState) {
    InstanceView open = world.view(id);
    assertThat(open.vmState()).isEqualTo(vmState);
    assertThat(open.taskState()).isEqualTo(TaskState.NONE);
    assertThat(open.fault()).isEqualTo(Reason.HOST_LOST);
    assertThat(open.unsettled()).isTrue();
    return open;
  }

  private static InstanceView settled(VirtualWorld world, InstanceId id, VmState vmState) {
    InstanceView end = world.view(id);
    assertThat(end.vmState()).isEqualTo(vmState);
    assertThat(end.taskState()).isEqualTo(TaskState.NONE);
    assertThat(end.unsettled()).isFalse();
    world.assertConsistent();
    return end;
  }

  @Test
  void aBootWhoseGuestCannotBeSeenHasNotFailedAndIsActiveWhenItsGuestIsFoundRunning() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      losesHost(world, Call.GUEST_INFO, 1);
      InstanceId id = beginBoot(world);
      world.timeline().advance(GIVEN_UP);
      isOpen(world, id, VmState.BUILDING);
      assertThat(world.fleet().truth().runningCopies(id)).isOne();

      hostReturns(world);
      assertThat(settled(world, id, VmState.ACTIVE).fault()).isNull();
    }
  }

  @Test
  void aBootWhoseGuestIsNotFoundIsUndoneAndHasFailed() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      losesHost(world, Call.GUEST_INFO, 1);
      InstanceId id = beginBoot(world);
      world.timeline().advance(GIVEN_UP);
      isOpen(world, id, VmState.BUILDING);
      assertThat(world.fleet().truth().vifs("hv1")).containsOnlyKeys(id);

      world.fleet().inject(new HostFault("off", "hv1", FaultKind.DOWN, null));
      world.fleet().heal(FaultSelector.named("off"));
      hostReturns(world);
      assertThat(settled(world, id, VmState.ERROR).fault()).isEqualTo(Reason.HOST_LOST);
      assertThat(world.fleet().truth().vifs("hv1")).isEmpty();
      assertThat(world.host("hv1").claims()).isEmpty();
    }
  }

  @Test
  void aBootWhoseGuestNobodyTriedToMakeHasFailedAtOnce() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      losesHost(world, Call.CONNECT_VOLUME, 0);
      InstanceId id = beginBoot(world);
      world.timeline().advance(GIVEN_UP);

      InstanceView end = world.view(id);
      assertThat(end.vmState()).isEqualTo(VmState.ERROR);
      assertThat(end.unsettled()).isFalse();
    }
  }

  @Test
  void whatIsOpenIsSettledAfterARestartToo() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      losesHost(world, Call.GUEST_INFO, 1);
      InstanceId id = beginBoot(world);
      world.timeline().advance(GIVEN_UP);
      world.crash();
      world.restart();
      isOpen(world, id, VmState.BUILDING);

      hostReturns(world);
      settled(world, id, VmState.ACTIVE);
    }
  }

  @Test
  void aDeleteIsTakenWhileABootIsOpen() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      InstanceId id = beginBoot(world);
      world.fleet().inject(CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).named("lost").passing(1));
      world.timeline().advance(GIVEN_UP);
      isOpen(world, id, VmState.BUILDING);

      world.await(world.drover().delete(id));
      hostReturns(world);
      settled(world, id, VmState.DELETED);
      assertThat(world.fleet().truth().vifs("hv1")).isEmpty();
    }
  }

  @Test
  void aStartWhoseGuestCannotBeSeenStaysStoppedUntilItIsFound() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.await(world.drover().stop(id));
      world.atRest(id);
      losesHost(world, Call.GUEST_INFO, 1);
      world.await(world.drover().start(id));
      world.timeline().advance(GIVEN_UP);
      isOpen(world, id, VmState.STOPPED);

      hostReturns(world);
      assertThat(settled(world, id, VmState.ACTIVE).fault()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRebootOfWhichNothingIsKnownLeavesTheStateUntilTheGuestIsSeen(RebootType type) {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      InstanceId id = world.boot("web-1", "hv1");
      losesHost(world, type == RebootType.HARD ? Call.CREATE : Call.SHUTDOWN, 0);
      world.await(world.drover().reboot(id, type));
      world.timeline().advance(Duration.ofMinutes(5));
      isOpen(world, id, VmState.ACTIVE);

      hostReturns(world);
      settled(world, id, type == RebootType.HARD ? VmState.ERROR : VmState.ACTIVE);
    }
  }

  @Test
  void aHostThatReturnsWhileTheOperationGoesOnIsAskedWhenThatHasEnded() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      InstanceId id = world.boot("web-1", "hv1");
      losesHost(world, Call.CREATE, 0);
      world.await(world.drover().reboot(id, RebootType.HARD));
      world.timeline().advance(Duration.ofSeconds(30));
      assertThat(world.view(id).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);
      world.fleet().heal(FaultSelector.named("lost"));
      world.timeline().advance(Duration.ofMinutes(5));

      settled(world, id, VmState.ERROR);
    }
  }

  @Test
  void aDeadlineThatPassedWhileTheJournalHungIsNotTakenForALaterOne() {
    try (VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1")) {
      InstanceId id = world.boot("web-1", "hv1");
      world
          .fleet()
          .inject(
              CallFault.of(Call.JOURNAL_WRITE, FaultKind.HANG)
                  .about(id)
                  .named("lost")
                  .passing(1)
                  .striking(1));
      world.await(world.drover().delete(id));
      world.timeline().advance(A_WHILE);
      hostReturns(world);

      settled(world, id, VmState.DELETED);
    }
  }
}
