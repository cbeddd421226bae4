package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.LiveMigration;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.HookKind;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Migrations of which nobody can tell where they left the guest, until an operator says it. */
class ResolveTest {

  private static VirtualWorld world(long seed, String settings) {
    return new VirtualWorld(seed, settings, "hv1", "hv2", "hv3");
  }

  private static MigrationView migration(VirtualWorld world, InstanceId id) {
    return world.view(id).lastMigration().orElseThrow();
  }

  private static InstanceId migrating(VirtualWorld world) {
    InstanceId id = world.bootBusy("web-1", "hv1");
    world.migrate(id, "hv2");
    world.timeline().advance(Duration.ofSeconds(5));
    assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING);
    return id;
  }

  /** The guest is paused on hv1, for its migration was forced, and hv2 falls silent. */
  private static InstanceId pausedAtTheSource(VirtualWorld world) {
    InstanceId id = migrating(world);
    world.await(world.drover().forceCompleteMigration(id));
    world.timeline().advance(Duration.ofSeconds(1));
    world.fleet().inject(HostFault.of("hv2", FaultKind.UNREACHABLE));
    world.fleet().inject(PartitionFault.of("hv1", "hv2"));
    return unresolved(world, id);
  }

  /** The transfer broke, and the source, where the guest runs, is silent. */
  private static InstanceId lostSource(VirtualWorld world) {
    InstanceId id = migrating(world);
    world.fleet().inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
    world.fleet().inject(PartitionFault.of("hv1", "hv2"));
    return unresolved(world, id);
  }

  private static InstanceId unresolved(VirtualWorld world, InstanceId id) {
    world.timeline().advance(Duration.ofMinutes(2));
    MigrationView open = migration(world, id);
    assertThat(open.unresolved()).contains("cannot be asked");
    assertThat(open.unresolvedSince()).isNotNull();
    return id;
  }

  private static CompletionStage<InstanceView> resolve(
      VirtualWorld world, InstanceId id, String runsOn) {
    return world.drover().resolve(id, runsOn, true);
  }

  private static void assertRefused(
      VirtualWorld world, CompletionStage<?> request, Refusal reason, String sentence) {
    assertThatThrownBy(() -> world.await(request))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(reason))
        .hasMessageContaining(sentence);
  }

  /** Everything is well again and has had time to be found and swept. */
  private static InstanceView end(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.fleet().heal(FaultSelector.ALL);
    world.timeline().advance(Duration.ofHours(2));
    InstanceView end = world.atRest(id);
    world.assertConsistent();
    assertThat(migration(world, id).leftovers()).isEmpty();
    assertThat(migration(world, id).unresolved()).isNull();
    assertThat(migration(world, id).unresolvedSince()).isNull();
    return end;
  }

  private static void assertRuns(VirtualWorld world, InstanceView end, String host) {
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(end.host()).isEqualTo(host);
    assertThat(world.fleet().truth().guests(host)).containsEntry(end.id(), GuestState.RUNNING);
    assertThat(world.fleet().truth().runningCopies(end.id())).isEqualTo(1);
  }

  @Test
  void aGuestThatWaitsForASilentHostGoesOnAtAWordAndThatHostIsSweptWhenItIsBack() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = pausedAtTheSource(world);
      world.await(resolve(world, id, "hv1"));

      world.atRest(id);
      assertThat(migration(world, id).hook()).isEqualTo(HookKind.RECOVER);
      assertThat(migration(world, id).leftovers())
          .anySatisfy(left -> assertThat(left).contains("said to be fenced on hv2"));
      world.fleet().heal(FaultSelector.ALL);
      assertRefused(
          world,
          world.drover().liveMigrate(id, LiveMigration.to("hv2").withHooks("test")),
          Refusal.CONFLICT,
          "still to be destroyed");
      assertRuns(world, end(world, id), "hv1");
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofSeconds(5));
      world.await(world.drover().forceCompleteMigration(id));
      assertRuns(world, end(world, id), "hv2");
    }
  }

  @Test
  void aGuestThatArrivedOnAHostThatIsSilentIsThereAtAWord() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = migrating(world);
      world.await(world.drover().forceCompleteMigration(id));
      world.timeline().advance(Duration.ofSeconds(1));
      world.fleet().inject(HostFault.of("hv2", FaultKind.UNREACHABLE));
      unresolved(world, id);
      world.await(resolve(world, id, "hv2"));
      assertThat(world.atRest(id).host()).isEqualTo("hv2");

      assertRuns(world, end(world, id), "hv2");
      assertThat(world.hookCalls()).containsExactly("post");
    }
  }

  @Test
  void aWordThatSaysTooLittleIsRefusedAndARepeatedOneChangesNothing() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = migrating(world);
      assertRefused(
          world, resolve(world, id, "hv1"), Refusal.INVALID_STATE, "it is not unresolved");
      world.fleet().inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
      world.fleet().inject(PartitionFault.of("hv1", "hv2"));
      unresolved(world, id);
      assertRefused(
          world,
          world.drover().resolve(id, "hv1", false),
          Refusal.INVALID_REQUEST,
          "on hv2 cannot run any more");
      assertRefused(world, resolve(world, id, "hv3"), Refusal.INVALID_REQUEST, "from hv1 to hv2");
      world.await(resolve(world, id, "hv1"));
      long events = world.events();
      world.await(resolve(world, id, "hv1"));
      assertThat(world.events()).isEqualTo(events);

      assertRuns(world, end(world, id), "hv1");
      assertRefused(world, resolve(world, id, "hv1"), Refusal.INVALID_STATE, "none is under way");
    }
  }

  @Test
  void aHostWithoutTheGuestIsNotBelievedAndTheGuestElsewhereIsNotTouched() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = lostSource(world);
      world.await(resolve(world, id, "hv2"));
      world.timeline().advance(Duration.ofMinutes(10));

      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.RUNNING);
      assertThat(migration(world, id).unresolved())
          .isEqualTo("an operator said that it runs on hv2, but it is absent there");
      world.fleet().heal(FaultSelector.ALL);
      assertRuns(world, end(world, id), "hv1");
    }
  }

  /** Both hosts are silent, and what the operator takes for dead runs. */
  @Test
  void aCopyThatWasFencedInErrorIsDestroyedWhenItsHostIsBackAndNeverRunsBesideAnother() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = lostSource(world);
      world.fleet().inject(HostFault.of("hv2", FaultKind.UNREACHABLE));
      world.timeline().advance(Duration.ofMinutes(1));
      world.await(resolve(world, id, "hv2"));

      InstanceView end = end(world, id);
      assertThat(end.host()).isEqualTo("hv2");
      assertThat(end.vmState()).isEqualTo(VmState.STOPPED);
      assertThat(world.fleet().truth().runningCopies(id)).isZero();
      assertThat(world.fleet().truth().mostRunningCopies(id)).isEqualTo(1);
    }
  }

  @Test
  void aFencedCopyThatHasEndedIsOnlyTidiedUp() {
    try (VirtualWorld world = world(1, "")) {
      InstanceId id = lostSource(world);
      world.fleet().inject(HostFault.of("hv2", FaultKind.UNREACHABLE));
      world.fleet().inject(GuestFault.of(id, FaultKind.GUEST_CRASH));
      world.timeline().advance(Duration.ofMinutes(1));
      world.await(resolve(world, id, "hv2"));

      assertThat(end(world, id).vmState()).isEqualTo(VmState.STOPPED);
      world.await(world.drover().start(id));
      assertRuns(world, end(world, id), "hv2");
    }
  }

  @Test
  void ofABrokenPostCopyTheNamedCopyIsStartedAnewByAHardReboot() {
    try (VirtualWorld world = world(1, "drover.migration.post-copy = true")) {
      InstanceId id = migrating(world);
      world.await(world.drover().forceCompleteMigration(id));
      world.timeline().advance(Duration.ofSeconds(1));
      world.fleet().inject(PartitionFault.of("hv1", "hv2"));
      world.timeline().advance(Duration.ofMinutes(1));
      assertThat(migration(world, id).unresolved()).contains("post-copy broke");
      world.await(resolve(world, id, "hv2"));
      world.atRest(id);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.COMPLETED);
      assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      assertThat(world.fleet().truth().guests("hv2"))
          .containsEntry(id, GuestState.POST_COPY_BROKEN);
      world.await(world.drover().reboot(id, RebootType.HARD));

      assertRuns(world, end(world, id), "hv2");
    }
  }

  @Test
  void aCrashAtAnyMessageAfterAWordChangesNothing() {
    for (int message = 1; message < 90; message += 6) {
      try (VirtualWorld world = world(message, "drover.migration.cleanup-deadline = 5 s")) {
        InstanceId id = pausedAtTheSource(world);
        world.await(resolve(world, id, "hv1"));
        world.step(message);
        world.crash();
        world.timeline().advance(Duration.ofSeconds(message % 5));
        world.restart();

        assertRuns(world, end(world, id), "hv1");
        assertThat(world.hookCalls()).as("crash after %d", message).containsOnly("recover");
      }
    }
  }
}
