package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.RebootType;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operation could not release on its host is named, and tried again until it is gone. */
class OperationLeftoversTest {
  private static final String SETTINGS =
      "drover.instance { settle-deadline = 10 s, sweep-interval = 10 s }";
  private static final Duration GIVEN_UP = Duration.ofSeconds(20);
  private static final Duration A_WHILE = Duration.ofMinutes(5);
  private static final InstanceSpec SPEC =
      new InstanceSpec("web-1", new Flavor(1, VirtualWorld.GIB, VirtualWorld.GIB), 1, 0);

  private static VirtualWorld world() {
    return new VirtualWorld(1, SETTINGS, "hv1", "hv2");
  }

  private static void breaks(VirtualWorld world, Call call) {
    world.fleet().inject(CallFault.of(call, FaultKind.ERROR).named("broken"));
  }

  private static void heals(VirtualWorld world) {
    world.fleet().heal(FaultSelector.named("broken"));
  }

  private static void nothingIsLeft(VirtualWorld world) {
    assertThat(world.fleet().truth().vifs("hv1")).isEmpty();
    assertThat(world.fleet().truth().volumes("hv1")).isEmpty();
    world.assertConsistent();
  }

  private static InstanceId deletedWithLeftovers(VirtualWorld world) {
    InstanceId id = world.boot("web-1", "hv1");
    breaks(world, Call.UNPLUG_VIF);
    world.await(world.drover().delete(id));
    world.timeline().advance(GIVEN_UP);
    assertThat(world.view(id).vmState()).isEqualTo(VmState.DELETED);
    assertThat(world.fleet().truth().vifs("hv1")).containsOnlyKeys(id);
    return id;
  }

  @Test
  void whatADeleteCouldNotReleaseIsNamedAndTriedAgainUntilItIsGone() {
    try (VirtualWorld world = world()) {
      InstanceId id = deletedWithLeftovers(world);
      assertThat(world.view(id).leftovers())
          .anySatisfy(line -> assertThat(line).startsWith("could not unplug the VIFs on hv1: "));
      world.timeline().advance(A_WHILE);
      assertThat(world.view(id).leftovers()).hasSize(1);

      heals(world);
      world.timeline().advance(A_WHILE.multipliedBy(2));
      assertThat(world.view(id).leftovers()).isEmpty();
      nothingIsLeft(world);
      assertThat(world.host("hv1").claims()).isEmpty();
    }
  }

  @Test
  void itIsTriedAgainAfterARestartToo() {
    try (VirtualWorld world = world()) {
      InstanceId id = deletedWithLeftovers(world);
      world.crash();
      heals(world);
      world.restart();
      world.timeline().advance(GIVEN_UP);

      assertThat(world.view(id).leftovers()).isEmpty();
      nothingIsLeft(world);
    }
  }

  @Test
  void itIsTriedAgainAtOnceWhenTheHostIsUpAgain() {
    try (VirtualWorld world =
        new VirtualWorld(1, SETTINGS + "\ndrover.instance.sweep-interval = 1000 days", "hv1")) {
      deletedWithLeftovers(world);
      world.fleet().inject(new HostFault("away", "hv1", FaultKind.UNREACHABLE, null));
      world.timeline().advance(A_WHILE);
      heals(world);
      world.fleet().heal(FaultSelector.named("away"));
      world.timeline().advance(GIVEN_UP);

      nothingIsLeft(world);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"UNPLUG_VIF", "DISCONNECT_VOLUME"})
  void aStopLeavesOverWhatItCouldNotRelease(Call call) {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      breaks(world, call);
      world.await(world.drover().stop(id));
      world.timeline().advance(A_WHILE);
      assertThat(world.view(id).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(world.view(id).leftovers()).hasSize(1);

      heals(world);
      world.timeline().advance(A_WHILE.multipliedBy(2));
      nothingIsLeft(world);
      assertThat(world.host("hv1").claims()).containsExactly(id);
    }
  }

  @Test
  void aBootThatFailedReleasesItsClaimWithTheRest() {
    try (VirtualWorld world = world()) {
      world.fleet().inject(CallFault.of(Call.CREATE, FaultKind.ERROR).striking(1));
      breaks(world, Call.DISCONNECT_VOLUME);
      InstanceId id = world.await(world.drover().boot(SPEC, "hv1")).instance();
      world.timeline().advance(GIVEN_UP.multipliedBy(2));
      assertThat(world.view(id).vmState()).isEqualTo(VmState.ERROR);
      assertThat(world.view(id).leftovers()).isNotEmpty();

      heals(world);
      world.timeline().advance(A_WHILE);
      nothingIsLeft(world);
      assertThat(world.host("hv1").claims()).isEmpty();
      world.crash();
      world.restart();
      assertThat(world.host("hv1").claims()).isEmpty();
    }
  }

  @Test
  void aStartTakesOverWhatIsLeft() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      breaks(world, Call.UNPLUG_VIF);
      world.await(world.drover().stop(id));
      world.timeline().advance(GIVEN_UP);
      assertThat(world.view(id).leftovers()).isNotEmpty();
      world.await(world.drover().start(id));
      heals(world);
      world.atRest(id);
      world.timeline().advance(A_WHILE);

      InstanceView end = world.view(id);
      assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(end.leftovers()).isEmpty();
      assertThat(world.fleet().truth().vifs("hv1")).containsOnlyKeys(id);
      world.assertConsistent();
    }
  }

  @Test
  void aRequestWhileItIsCleanedUpIsAConflict() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      breaks(world, Call.UNPLUG_VIF);
      world.await(world.drover().stop(id));
      world.timeline().advance(GIVEN_UP);
      heals(world);
      world
          .fleet()
          .inject(CallFault.of(Call.UNPLUG_VIF, FaultKind.HANG).named("hangs").striking(1));
      world.timeline().advance(GIVEN_UP);

      assertThat(world.drover().start(id))
          .satisfies(
              start -> {
                world.timeline().advance(Duration.ofSeconds(1));
                assertThat(start.toCompletableFuture())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("left on hv1 is being cleaned up; try again soon");
              });
      world.fleet().heal(FaultSelector.named("hangs"));
      world.timeline().advance(A_WHILE);
      world.await(world.drover().start(id));
      world.atRest(id);
      world.assertConsistent();
    }
  }

  @Test
  void aDeletedInstanceThatTurnsOutToRunIsEnded() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      world.await(world.drover().delete(id));
      world.atRest(id);
      Hypervisor hv1 = world.fleet().connect("hv1").hypervisor();
      world.await(hv1.create(new DomainTemplate(id, SPEC, List.of(), List.of())));
      world.timeline().advance(A_WHILE);

      assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      assertThat(world.view(id).leftovers()).isEmpty();
      world.assertConsistent();
    }
  }

  @Test
  void aDeletedInstanceThatRunsOnAHostThatComesBackIsEnded() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      world.await(world.drover().delete(id));
      world.atRest(id);
      world.crash();
      Hypervisor hv1 = world.fleet().connect("hv1").hypervisor();
      world.await(hv1.create(new DomainTemplate(id, SPEC, List.of(), List.of())));
      world.timeline().advance(GIVEN_UP);
      assertThat(world.fleet().truth().runningCopies(id)).isOne();
      world.restart();
      world.timeline().advance(A_WHILE);

      assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      world.assertConsistent();
    }
  }

  @Test
  void theRemainsOfAGuestThatCrashedWhileItWasStoppedAreEndedInTheEnd() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      breaks(world, Call.DESTROY);
      world.await(world.drover().stop(id));
      world.fleet().inject(GuestFault.of(id, FaultKind.GUEST_CRASH));
      world.timeline().advance(A_WHILE);
      InstanceView stopped = world.view(id);
      assertThat(stopped.vmState()).isEqualTo(VmState.STOPPED);
      assertThat(stopped.powerState()).isEqualTo(PowerState.CRASHED);
      assertThat(stopped.leftovers()).isNotEmpty();

      heals(world);
      world.timeline().advance(A_WHILE.multipliedBy(2));
      assertThat(world.view(id).powerState()).isEqualTo(PowerState.SHUTDOWN);
      assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      nothingIsLeft(world);
    }
  }

  @Test
  void aRebootWhoseGuestCrashedEndsItsRemains() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.slow(Call.SHUTDOWN, Duration.ofSeconds(2)));
      world.await(world.drover().reboot(id, RebootType.SOFT));
      world.fleet().inject(GuestFault.of(id, FaultKind.GUEST_CRASH));
      world.timeline().advance(A_WHILE);

      world.assertConsistent();
    }
  }
}
