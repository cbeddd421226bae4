package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations that would never end, brought to their end by pausing the guest. */
class ForceCompleteTest {

  private static VirtualWorld world(long seed) {
    return new VirtualWorld(seed, "", "hv1", "hv2");
  }

  /** A guest whose migration runs and does not converge. */
  private static InstanceId migrating(VirtualWorld world) {
    InstanceId id = world.bootBusy("web-1", "hv1");
    world.migrate(id, "hv2");
    world.timeline().advance(Duration.ofSeconds(20));
    assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING);
    return id;
  }

  private static MigrationView migration(VirtualWorld world, InstanceId id) {
    return world.view(id).lastMigration().orElseThrow();
  }

  private static void force(VirtualWorld world, InstanceId id) {
    world.await(world.drover().forceCompleteMigration(id));
  }

  /** Well after everything that may still come has come: it runs, on one side, and is active. */
  private static InstanceView end(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.timeline().advance(Duration.ofMinutes(10));
    InstanceView end = world.atRest(id);
    world.assertConsistent();
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.powerState()).isEqualTo(PowerState.RUNNING);
    assertThat(world.fleet().truth().guests(end.host())).containsEntry(id, GuestState.RUNNING);
    return end;
  }

  private static void assertRefused(VirtualWorld world, InstanceId id) {
    assertThatThrownBy(() -> force(world, id))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.INVALID_STATE));
  }

  @Test
  void aGuestThatIsTooBusyIsPausedAndGoesOnAtTheDestination() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      force(world, id);

      assertThat(end(world, id).host()).isEqualTo("hv2");
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertThat(world.hookCalls()).containsExactly("post");
      assertThat(world.fleet().truth().calls("hv1", Call.PAUSE)).isEqualTo(1);
    }
  }

  @Test
  void aSecondTimeChangesNothing() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      force(world, id);
      long events = world.events();
      force(world, id);

      assertThat(world.events()).isEqualTo(events);
      end(world, id);
    }
  }

  @Test
  void whatDoesNotRunIsNotForced() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = world.bootBusy("web-1", "hv1");
      assertRefused(world, id);
      world.fleet().inject(CallFault.slow(Call.PLUG_VIF, Duration.ofSeconds(10)));
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofSeconds(2));
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.PREPARING);
      assertRefused(world, id);

      world.timeline().advance(Duration.ofSeconds(20));
      world.await(world.drover().abortMigration(id));
      assertRefused(world, id);
      end(world, id);
      assertRefused(world, id);
    }
  }

  @Test
  void aForceAtAnyMessageLeavesARunningGuest() {
    for (int message = 0; message < 200; message += 5) {
      try (VirtualWorld world = world(message + 1)) {
        InstanceId id = world.boot("web-1", "hv1");
        world.migrate(id, "hv2");
        world.step(message);
        world.drover().forceCompleteMigration(id);

        assertThat(end(world, id).host()).as("forced after %d messages", message).isEqualTo("hv2");
      }
    }
  }

  @Test
  void aCrashAtAnyMessageAfterItLeavesARunningGuest() {
    for (int message = 1; message < 120; message += 3) {
      try (VirtualWorld world = world(message)) {
        InstanceId id = migrating(world);
        world.drover().forceCompleteMigration(id);
        world.step(message);
        world.crash();
        world.timeline().advance(Duration.ofSeconds(message % 4));
        world.restart();
        if (migration(world, id).status() == MigrationStatus.RUNNING) {
          world.drover().forceCompleteMigration(id);
        }

        assertThat(end(world, id).host()).as("crash after %d messages", message).isEqualTo("hv2");
      }
    }
  }

  @Test
  void anAbortAtAnyMessageAfterItLeavesARunningGuest() {
    for (int message = 1; message < 80; message += 3) {
      try (VirtualWorld world = world(message)) {
        InstanceId id = migrating(world);
        world.drover().forceCompleteMigration(id);
        world.step(message);
        world.drover().abortMigration(id);

        InstanceView end = end(world, id);
        assertThat(migration(world, id).status())
            .as("aborted after %d messages", message)
            .isEqualTo(
                end.host().equals("hv1") ? MigrationStatus.CANCELLED : MigrationStatus.COMPLETED);
      }
    }
  }

  @Test
  void aLinkThatBreaksAtAnyMessageAfterItLeavesARunningGuest() {
    for (int message = 1; message < 80; message += 3) {
      try (VirtualWorld world = world(message)) {
        InstanceId id = migrating(world);
        world.drover().forceCompleteMigration(id);
        world.step(message);
        world.fleet().inject(PartitionFault.of("hv1", "hv2"));

        end(world, id);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {"ERROR", "LOST_ANSWER", "HANG"})
  void aPauseThatFailsIsMadeAgain(FaultKind kind) {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      world.fleet().inject(CallFault.of(Call.PAUSE, kind).striking(2));
      force(world, id);

      assertThat(end(world, id).host()).isEqualTo("hv2");
    }
  }

  @Test
  void aPauseThatNeverWorksDoesNotHinderAnAbort() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      world.fleet().inject(CallFault.of(Call.PAUSE, FaultKind.ERROR));
      force(world, id);
      world.timeline().advance(Duration.ofSeconds(30));
      world.await(world.drover().abortMigration(id));

      assertThat(end(world, id).host()).isEqualTo("hv1");
      assertThat(world.hookCalls()).containsExactly("recover");
    }
  }

  /** Nova left such a guest paused for good. */
  @Test
  void aPauseThatComesAfterTheMigrationHasFailedDoesNotLast() {
    for (int seconds = 1; seconds < 60; seconds += 7) {
      try (VirtualWorld world = world(seconds)) {
        InstanceId id = migrating(world);
        world.fleet().inject(CallFault.slow(Call.PAUSE, Duration.ofSeconds(seconds)).striking(1));
        force(world, id);
        world.timeline().advance(Duration.ofMillis(600));
        world.await(world.drover().abortMigration(id));

        assertThat(end(world, id).host()).as("pause after %d s", seconds).isEqualTo("hv1");
      }
    }
  }

  @Test
  void aPauseThatComesAfterACrashAndAFailedMigrationDoesNotLast() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      world.fleet().inject(CallFault.slow(Call.PAUSE, Duration.ofSeconds(50)).striking(1));
      force(world, id);
      world.timeline().advance(Duration.ofMillis(600));
      world.fleet().inject(CallFault.of(Call.PAUSE, FaultKind.ERROR));
      world.crash();
      world.restart();
      world.await(world.drover().abortMigration(id));
      world.atRest(id);
      world.fleet().heal(FaultSelector.ALL);

      assertThat(end(world, id).host()).isEqualTo("hv1");
    }
  }
}
