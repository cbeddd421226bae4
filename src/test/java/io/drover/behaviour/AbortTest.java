package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Migrations that are stopped, at whatever moment and whatever their calls do. */
class AbortTest {

  /** Well after everything that may still come has come. */
  private static InstanceView end(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.timeline().advance(Duration.ofMinutes(10));
    world.assertConsistent();
    return world.view(id);
  }

  private static MigrationView migration(InstanceView instance) {
    return instance.lastMigration().orElseThrow();
  }

  @Test
  void anAbortAtAnyMessageEndsTheMigrationOnOneSideAndLeavesNothing() {
    List<MigrationStatus> seen = new ArrayList<>();
    for (int message = 0; message < 200; message += 5) {
      try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
        InstanceId id = world.boot("web-1", "hv1");
        world.migrate(id, "hv2");
        world.step(message);
        world.drover().abortMigration(id);
        MigrationView end = migration(end(world, id));

        assertThat(end.status())
            .as("aborted after %d messages", message)
            .isIn(MigrationStatus.CANCELLED, MigrationStatus.COMPLETED);
        assertThat(end.reason())
            .isEqualTo(end.status() == MigrationStatus.CANCELLED ? Reason.ABORTED : null);
        assertThat(world.hookCalls())
            .containsExactly(end.status() == MigrationStatus.CANCELLED ? "recover" : "post");
        seen.add(end.status());
      }
    }
    assertThat(seen).contains(MigrationStatus.CANCELLED);
  }

  @Test
  void aCallThatBeginsLongAfterTheAbortDoesNotMoveTheGuest() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.slow(Call.MIGRATE, Duration.ofSeconds(20)));
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofSeconds(1));
      world.await(world.drover().abortMigration(id));
      InstanceView end = end(world, id);

      assertThat(end.host()).isEqualTo("hv1");
      assertThat(migration(end).reason()).isEqualTo(Reason.ABORTED);
    }
  }

  @Test
  void aCallThatBeginsLateIsWaitedForThoughItsJobCannotBeAskedAbout() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.slow(Call.MIGRATE, Duration.ofSeconds(10)));
      world.fleet().inject(CallFault.of(Call.JOB_INFO, FaultKind.ERROR));
      world.migrate(id, "hv2");
      InstanceView end = end(world, id);

      assertThat(end.host()).isEqualTo("hv2");
      assertThat(migration(end).status()).isEqualTo(MigrationStatus.COMPLETED);
    }
  }

  @Test
  void aCallThatHangsEndsItsMigrationWithinItsTimeouts() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.of(Call.MIGRATE, FaultKind.HANG));
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofSeconds(70));

      MigrationView migration = migration(world.view(id));
      assertThat(migration.status()).isEqualTo(MigrationStatus.FAILED);
      assertThat(migration.reason()).isEqualTo(Reason.TIMEOUT);
      world.fleet().heal(FaultSelector.ALL);
      end(world, id);
    }
  }

  @Test
  void aMigrationThatNeverCameToItsTurnDoesNotBeginAfterItHasFailed() {
    String oneAtATime =
        """
        drover.admission { outbound-per-host = 0, inbound-per-host = 0 }
        drover.host.bulk-calls = 1
        drover.migration.start-timeout = 1 s
        """;
    try (VirtualWorld world = new VirtualWorld(1, oneAtATime, "hv1", "hv2")) {
      List<InstanceId> ids =
          List.of(
              world.boot("web-1", "hv1"), world.boot("web-2", "hv1"), world.boot("web-3", "hv1"));
      ids.forEach(id -> world.migrate(id, "hv2"));
      for (InstanceId id : ids) {
        InstanceView end = end(world, id);
        assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
        assertThat(migration(end).hookState()).isEqualTo(HookState.DELIVERED);
        assertThat(end.host())
            .isEqualTo(migration(end).status() == MigrationStatus.COMPLETED ? "hv2" : "hv1");
      }
    }
  }
}
