package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations that are brought to their end by post-copy. */
class PostCopyTest {

  private static VirtualWorld world(long seed, String more) {
    return new VirtualWorld(seed, "drover.migration.post-copy = true\n" + more, "hv1", "hv2");
  }

  private static InstanceId migrating(VirtualWorld world) {
    InstanceId id = world.bootBusy("web-1", "hv1");
    world.migrate(id, "hv2");
    world.timeline().advance(Duration.ofSeconds(5));
    assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING);
    return id;
  }

  private static InstanceId inPostCopy(VirtualWorld world) {
    InstanceId id = migrating(world);
    world.await(world.drover().forceCompleteMigration(id));
    world.timeline().advance(Duration.ofSeconds(1));
    assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
    return id;
  }

  private static MigrationView migration(VirtualWorld world, InstanceId id) {
    return world.view(id).lastMigration().orElseThrow();
  }

  private static InstanceView end(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.timeline().advance(Duration.ofMinutes(10));
    InstanceView end = world.atRest(id);
    world.assertConsistent();
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.host()).isEqualTo("hv2");
    assertThat(world.fleet().truth().guests("hv2")).containsEntry(id, GuestState.RUNNING);
    return end;
  }

  @Test
  void theGuestRunsAtTheDestinationAtOnceAndIsOneCopy() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = inPostCopy(world);
      assertThat(world.fleet().truth().guests("hv1")).containsEntry(id, GuestState.HANDED_OVER);
      assertThat(world.fleet().truth().guests("hv2")).containsEntry(id, GuestState.RUNNING);
      assertThat(world.fleet().truth().runningCopies(id)).isEqualTo(1);

      end(world, id);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertThat(world.fleet().truth().calls(Call.PAUSE)).isZero();
      assertThat(world.hookCalls()).containsExactly("post");
    }
  }

  @Test
  void anAbortIsRefusedAndAnotherForceChangesNothing() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = inPostCopy(world);
      assertThatThrownBy(() -> world.await(world.drover().abortMigration(id)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Refusal.INVALID_STATE))
          .hasMessageContaining("it is running (post-copy)");
      long events = world.events();
      world.await(world.drover().forceCompleteMigration(id));

      assertThat(world.events()).isEqualTo(events);
      end(world, id);
    }
  }

  @Test
  void itsDeadlineDoesNotAbortIt() {
    try (VirtualWorld world = world(1, "drover.migration.completion-timeout-per-gib = 1600 ms")) {
      InstanceId id = inPostCopy(world);

      end(world, id);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertThat(world.fleet().truth().calls(Call.ABORT)).isZero();
    }
  }

  @Test
  void aDeleteWaitsForItsEnd() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = inPostCopy(world);
      world.await(world.drover().delete(id));

      InstanceView end = world.atRest(id);
      assertThat(end.vmState()).isEqualTo(VmState.DELETED);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      world.assertConsistent();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {"ERROR", "LOST_ANSWER", "HANG"})
  void aSwitchWhoseCallFailsIsMadeAgainOrFoundToHaveHappened(FaultKind kind) {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = migrating(world);
      world.fleet().inject(CallFault.of(Call.POST_COPY, kind).striking(2));
      world.await(world.drover().forceCompleteMigration(id));
      world.awaitUntil(
          "post-copy", () -> world.fleet().truth().guests("hv2").get(id) == GuestState.RUNNING);
      world.timeline().advance(Duration.ofMillis(900));

      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
      end(world, id);
    }
  }

  @Test
  void aCrashAtAnyMessageAfterItEndsWithTheGuestAtTheDestination() {
    for (int message = 1; message < 120; message += 3) {
      try (VirtualWorld world = world(message, "")) {
        InstanceId id = migrating(world);
        world.drover().forceCompleteMigration(id);
        world.step(message);
        world.crash();
        world.timeline().advance(Duration.ofSeconds(message % 6));
        world.restart();
        if (migration(world, id).status() == MigrationStatus.RUNNING) {
          world.drover().forceCompleteMigration(id);
        }

        end(world, id);
        assertThat(migration(world, id).status())
            .as("crash after %d messages", message)
            .isEqualTo(MigrationStatus.COMPLETED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hv1", "hv2"})
  void aHostThatFallsSilentMeanwhileDecidesNothingTooEarly(String host) {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = inPostCopy(world);
      world.fleet().inject(HostFault.of(host, FaultKind.UNREACHABLE));
      world.timeline().advance(Duration.ofSeconds(1));
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
      world.timeline().advance(Duration.ofSeconds(30));
      world.fleet().heal(FaultSelector.ALL);

      end(world, id);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
    }
  }

  @Test
  void aLinkThatBreaksLeavesItUnresolvedUntilTheLinkIsBackAndNeitherCopyRunsMeanwhile() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = inPostCopy(world);
      world.fleet().inject(PartitionFault.of("hv1", "hv2"));
      world.timeline().advance(Duration.ofMinutes(10));

      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
      assertThat(migration(world, id).unresolved()).contains("post-copy broke");
      assertThat(world.fleet().truth().guests("hv1"))
          .containsEntry(id, GuestState.POST_COPY_BROKEN);
      assertThat(world.fleet().truth().guests("hv2"))
          .containsEntry(id, GuestState.POST_COPY_BROKEN);
      assertThat(world.fleet().truth().runningCopies(id)).isZero();
      assertThat(world.hookCalls()).isEmpty();

      world.fleet().heal(FaultSelector.ALL);
      end(world, id);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertThat(migration(world, id).unresolved()).isNull();
      assertThat(world.hookCalls()).containsExactly("post");
      world.assertConsistent();
    }
  }
}
