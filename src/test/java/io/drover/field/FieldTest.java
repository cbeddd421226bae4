package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.drover.Operation;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.FleetTruth;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * Three hosts to which something happens that went wrong elsewhere. In the end, when all that was
 * wrong with the hosts is over, every guarantee of Drover's must have held.
 */
abstract class FieldTest {
  static final long GIB = VirtualWorld.GIB;
  static final String HV1 = "hv1";
  static final String HV2 = "hv2";
  static final String HV3 = "hv3";
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration MINUTE = Duration.ofMinutes(1);

  /** Bytes per second: a guest like this is moved in minutes, any other in seconds. */
  static final long BUSY = GIB * 99 / 100;

  private @Nullable VirtualWorld world;

  /** The world of this test, with other settings than the default if they come first. */
  VirtualWorld world(String... settings) {
    VirtualWorld there = world;
    if (there == null) {
      there = new VirtualWorld(1, String.join("\n", settings), HV1, HV2, HV3);
      world = there;
    }
    return there;
  }

  @AfterEach
  void whatDroverPromisesHasHeld() {
    VirtualWorld there = world;
    if (there != null) {
      try (there) {
        there.fleet().heal(FaultSelector.ALL);
        there.await(there.drover().instances()).forEach(view -> there.atRest(view.id()));
        pass(Duration.ofHours(2));
        there.assertConsistent();
      }
    }
  }

  /** For what its guarantees cannot exclude, or what only a person can end. */
  void endUnchecked() {
    world().close();
    world = null;
  }

  FleetTruth truth() {
    return world().fleet().truth();
  }

  void pass(Duration time) {
    world().timeline().advance(time);
  }

  void crashAndRestartAfter(Duration time) {
    world().crash();
    pass(time);
    world().restart();
  }

  void inject(Fault fault) {
    world().fleet().inject(fault);
  }

  /** Every such call to this host fails until healed. */
  void fails(Call call, String host) {
    inject(CallFault.of(call, FaultKind.ERROR).on(host));
  }

  /** No such call to this host is answered until healed. */
  void hangs(Call call, String host) {
    inject(CallFault.of(call, FaultKind.HANG).on(host));
  }

  void slow(Call call, String host, Duration delay) {
    inject(CallFault.slow(call, delay).on(host));
  }

  void isSilent(String host) {
    inject(HostFault.of(host, FaultKind.UNREACHABLE));
  }

  void burnsDown(String host) {
    inject(HostFault.of(host, FaultKind.DOWN));
  }

  void allIsWellAgain() {
    world().fleet().heal(FaultSelector.ALL);
  }

  /** A guest of 4 GiB with a volume and a VIF. */
  InstanceId boot(String name, String host) {
    return world().boot(name, host);
  }

  /** The same with so many processors, which changes its memory that fast. */
  InstanceId boot(String name, String host, int vcpus, long dirtyRate) {
    InstanceSpec spec = new InstanceSpec(name, new Flavor(vcpus, 4 * GIB, 20 * GIB), 1, dirtyRate);
    return ended(world().drover().boot(spec, host)).id();
  }

  InstanceView ended(CompletionStage<Operation> request) {
    return world().await(world().await(request).ended());
  }

  void move(InstanceId id, String host) {
    world().migrate(id, host);
  }

  /** Asks for a move, and goes on when the memory is being transferred. */
  void moveUntilUnderWay(InstanceId id, String from, String to) {
    move(id, to);
    world().awaitUntil("the transfer", () -> truth().leaving(from).contains(id));
  }

  /** Asks for a move, and goes on at the moment at which the guest has come to run there. */
  void moveUntilSwitchedOver(InstanceId id, String host) {
    move(id, host);
    world().awaitUntil("the switch-over", () -> runsOn(id, host));
  }

  boolean runsOn(InstanceId id, String host) {
    return truth().guests(host).get(id) == GuestState.RUNNING;
  }

  void assertRefused(CompletionStage<?> request, Refusal reason) {
    assertThatThrownBy(() -> world().await(request))
        .cause()
        .asInstanceOf(type(RequestRefusedException.class))
        .extracting(RequestRefusedException::reason)
        .isEqualTo(reason);
  }

  MigrationView lastMigration(InstanceId id) {
    return world().view(id).lastMigration().orElseThrow();
  }

  /** The instance comes to rest, well, on this host and on no other. */
  InstanceView assertWellOn(String host, InstanceId id) {
    InstanceView view = world().atRest(id);
    assertThat(view.host()).isEqualTo(host);
    assertThat(view.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(view.taskState()).isEqualTo(TaskState.NONE);
    assertThat(view.powerState()).isEqualTo(PowerState.RUNNING);
    assertThat(view.fault()).isNull();
    for (String other : truth().hosts()) {
      assertThat(runsOn(id, other)).as("runs on %s", other).isEqualTo(other.equals(host));
    }
    return view;
  }

  /** Its last migration has succeeded, and it is well there. */
  MigrationView assertMoved(InstanceId id, String host) {
    MigrationView end = assertWellOn(host, id).lastMigration().orElseThrow();
    assertThat(end.status()).as("%s", end).isEqualTo(MigrationStatus.COMPLETED);
    assertThat(world().hookCalls()).endsWith("post");
    return end;
  }

  /** Its last migration has not succeeded, for this reason, and it is well where it was. */
  MigrationView assertStayed(InstanceId id, String host, Reason reason) {
    MigrationView end = assertWellOn(host, id).lastMigration().orElseThrow();
    assertThat(end.status())
        .as("%s", end)
        .isEqualTo(
            reason == Reason.ABORTED || reason == Reason.DELETED
                ? MigrationStatus.CANCELLED
                : MigrationStatus.FAILED);
    assertThat(end.reason()).isEqualTo(reason);
    assertThat(world().hookCalls()).endsWith("recover");
    return end;
  }
}
