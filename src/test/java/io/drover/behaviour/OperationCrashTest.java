package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Incarnation;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation, with a crash of the orchestrator at many moments from its request to its end:
 * what was acknowledged is carried to its end, what was not has happened wholly or not at all.
 */
class OperationCrashTest {
  /** Until about here a request is not acknowledged; from here on not every message is tried. */
  private static final int ALL_UP_TO = 16;

  private static final int STRIDE = 5;

  private enum Kind {
    BOOT(null, VmState.ACTIVE),
    SOFT_REBOOT(VmState.ACTIVE, VmState.ACTIVE),
    HARD_REBOOT(VmState.ACTIVE, VmState.ACTIVE),
    STOP(VmState.ACTIVE, VmState.STOPPED),
    START(VmState.STOPPED, VmState.ACTIVE),
    DELETE(VmState.ACTIVE, VmState.DELETED);

    /** Null: it is not there. */
    final @Nullable VmState before;

    final VmState after;

    Kind(@Nullable VmState before, VmState after) {
      this.before = before;
      this.after = after;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCrashAfterAnyMessageLosesNothingThatWasAcknowledged(Kind kind) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1")) {
      boolean over = false;
      for (int message = 0; !over; message += message < ALL_UP_TO ? 1 : STRIDE) {
        over = crash(world, kind, new InstanceId("i-" + message), message);
      }
    }
  }

  /** Crashes so many messages after the request; whether the operation was over by then. */
  private static boolean crash(VirtualWorld world, Kind kind, InstanceId id, int messages) {
    prepare(world, kind, id);
    Optional<Incarnation> first = incarnation(world, id);
    CompletableFuture<Operation> answer = request(world, kind, id).toCompletableFuture();
    world.step(messages);
    boolean acknowledged = answer.isDone();
    boolean over = acknowledged && answer.join().ended().toCompletableFuture().isDone();

    world.crash();
    world.timeline().advance(Duration.ofMillis(messages % 7 * 500L));
    world.restart();

    String when = kind + " " + messages + " messages after its request";
    Optional<InstanceView> known = known(world, id);
    if (known.isPresent()) {
      check(world, kind, first, acknowledged, world.atRest(id), when);
    } else {
      assertThat(kind).as(when).isEqualTo(Kind.BOOT);
      assertThat(acknowledged).as(when).isFalse();
    }
    assertThat(world.findings()).as(when).isEmpty();
    repeat(world, kind, id, known);
    return over;
  }

  private static void check(
      VirtualWorld world,
      Kind kind,
      Optional<Incarnation> first,
      boolean acknowledged,
      InstanceView now,
      String when) {
    assertThat(now.fault()).as(when).isNull();
    if (acknowledged) {
      assertThat(now.vmState()).as(when).isEqualTo(kind.after);
    } else {
      assertThat(now.vmState()).as(when).isIn(kind.before, kind.after);
    }
    Optional<Incarnation> there = incarnation(world, now.id());
    assertThat(now.powerState() == PowerState.RUNNING).as(when).isEqualTo(there.isPresent());
    if (acknowledged && kind.after == VmState.ACTIVE) {
      assertThat(there).as(when).isPresent().isNotEqualTo(first);
    }
  }

  /** What was lost unacknowledged can be asked for again; then the instance is taken away. */
  private static void repeat(
      VirtualWorld world, Kind kind, InstanceId id, Optional<InstanceView> known) {
    if (known.isEmpty()) {
      assertThat(done(world, request(world, kind, id)).vmState()).isEqualTo(kind.after);
    }
    if (world.view(id).vmState() != VmState.DELETED) {
      assertThat(done(world, world.drover().delete(id)).vmState()).isEqualTo(VmState.DELETED);
    }
  }

  private static void prepare(VirtualWorld world, Kind kind, InstanceId id) {
    if (kind.before != null) {
      done(world, request(world, Kind.BOOT, id));
    }
    if (kind.before == VmState.STOPPED) {
      done(world, request(world, Kind.STOP, id));
    }
  }

  private static CompletionStage<Operation> request(VirtualWorld world, Kind kind, InstanceId id) {
    Drover drover = world.drover();
    return switch (kind) {
      case BOOT -> drover.boot(id, spec(id), "hv1");
      case SOFT_REBOOT -> drover.reboot(id, RebootType.SOFT);
      case HARD_REBOOT -> drover.reboot(id, RebootType.HARD);
      case STOP -> drover.stop(id);
      case START -> drover.start(id);
      case DELETE -> drover.delete(id);
    };
  }

  private static InstanceSpec spec(InstanceId id) {
    Flavor flavor = new Flavor(2, 4 * VirtualWorld.GIB, 20 * VirtualWorld.GIB);
    return new InstanceSpec(id.value(), flavor, 1, 0);
  }

  private static InstanceView done(VirtualWorld world, CompletionStage<Operation> request) {
    return world.await(world.await(request).ended());
  }

  private static Optional<InstanceView> known(VirtualWorld world, InstanceId id) {
    return world.await(world.drover().instances()).stream()
        .filter(instance -> instance.id().equals(id))
        .findFirst();
  }

  /** Of the guest on the host, if there is one that runs. */
  private static Optional<Incarnation> incarnation(VirtualWorld world, InstanceId id) {
    Map<InstanceId, GuestEvidence> seen =
        world.await(world.fleet().connect("hv1").hypervisor().look(List.of(id)));
    return Optional.ofNullable(seen.get(id))
        .filter(guest -> !guest.state().over())
        .map(GuestEvidence::incarnation);
  }
}
