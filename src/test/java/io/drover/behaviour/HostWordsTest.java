package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.LiveMigration;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What operators say of hosts: nothing new is to come there, or it is cut off. */
class HostWordsTest {
  private static final String WHY = "a new kernel";

  private static VirtualWorld world(long seed) {
    return new VirtualWorld(seed, "", "hv1", "hv2", "hv3");
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

  private static void silence(VirtualWorld world, String host) {
    world.fleet().inject(HostFault.of(host, FaultKind.UNREACHABLE));
    becomes(world, host, HostState.UNREACHABLE);
  }

  private static void becomes(VirtualWorld world, String host, HostState state) {
    for (int i = 0; i < 600 && world.host(host).shown() != state; i++) {
      world.timeline().advance(Duration.ofMillis(100));
    }
    assertThat(world.host(host).shown()).isEqualTo(state);
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

  private static CompletionStage<?> boot(VirtualWorld world, String host) {
    InstanceSpec spec = new InstanceSpec("new-1", new Flavor(1, VirtualWorld.GIB, 0), 0, 0);
    return world.drover().boot(spec, host);
  }

  private static CompletionStage<?> move(VirtualWorld world, InstanceId id, String host) {
    return world.drover().liveMigrate(id, LiveMigration.to(host).withHooks("test"));
  }

  private static void backAndUnfenced(VirtualWorld world, String host) {
    world.fleet().heal(FaultSelector.ALL);
    world.await(world.drover().unfenceHost(host));
    world.timeline().advance(Duration.ofHours(2));
    assertThat(world.host(host).state()).isEqualTo(HostState.UP);
  }

  private static void assertRuns(VirtualWorld world, InstanceId id, String host) {
    InstanceView view = world.atRest(id);
    assertThat(view.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(view.host()).isEqualTo(host);
    assertThat(world.fleet().truth().guests(host)).containsEntry(id, GuestState.RUNNING);
    assertThat(world.fleet().truth().mostRunningCopies(id)).isEqualTo(1);
    world.assertConsistent();
  }

  // Disabled.

  @Test
  void nothingNewComesToADisabledHostAndWhatIsThereGoesOn() {
    try (VirtualWorld world = world(1)) {
      InstanceId here = world.boot("db-1", "hv2");
      InstanceId coming = migrating(world);
      world.await(world.drover().disableHost("hv2", WHY));

      assertThat(world.host("hv2").disabled()).isEqualTo(WHY);
      assertThat(world.host("hv2").state()).isEqualTo(HostState.UP);
      String sentence = "host hv2 is disabled: a new kernel; name another host, or enable it";
      assertRefused(world, boot(world, "hv2"), Refusal.HOST_DISABLED, sentence);
      world.await(world.drover().forceCompleteMigration(coming));
      assertRuns(world, coming, "hv2");
      world.await(world.drover().reboot(here, RebootType.HARD));
      assertRuns(world, here, "hv2");
      world.await(world.drover().stop(here));
      world.atRest(here);
      world.await(world.drover().start(here));
      assertRuns(world, here, "hv2");
      world.migrate(here, "hv3");
      assertRuns(world, here, "hv3");
      assertRefused(world, move(world, here, "hv2"), Refusal.HOST_DISABLED, sentence);

      world.await(world.drover().enableHost("hv2"));
      world.await(move(world, here, "hv2"));
      assertRuns(world, here, "hv2");
    }
  }

  @Test
  void aDisabledHostThatFallsSilentIsUnreachableAndStillDisabledWhenItIsBack() {
    try (VirtualWorld world = world(1)) {
      List<String> told = new ArrayList<>();
      world.listen(
          notice -> {
            if (notice instanceof Notice.HostChanged changed && changed.host().equals("hv2")) {
              told.add(changed.state().label());
            }
          });
      world.await(world.drover().disableHost("hv2", WHY));
      silence(world, "hv2");
      assertThat(world.host("hv2").shown()).isEqualTo(HostState.UNREACHABLE);
      assertThat(world.host("hv2").disabled()).isEqualTo(WHY);
      assertRefused(world, boot(world, "hv2"), Refusal.HOST_DOWN, "hv2 is unreachable");
      world.fleet().heal(FaultSelector.ALL);
      becomes(world, "hv2", HostState.DISABLED);
      world.await(world.drover().enableHost("hv2"));

      assertThat(told).containsExactly("disabled", "unreachable", "disabled", "up");
    }
  }

  // Fenced.

  @Test
  void whatIsSeenOutweighsTheWordAndAWordNeedsAHostAndAReason() {
    try (VirtualWorld world = world(1)) {
      assertRefused(
          world,
          world.drover().fenceHost("hv1", "it burns"),
          Refusal.INVALID_STATE,
          "host hv1 is up");
      assertRefused(
          world, world.drover().fenceHost("hv9", "it burns"), Refusal.NOT_FOUND, "no host 'hv9'");
      assertRefused(
          world, world.drover().disableHost("hv1", " "), Refusal.INVALID_REQUEST, "say why");
      silence(world, "hv1");
      assertRefused(world, world.drover().fenceHost("hv1", ""), Refusal.INVALID_REQUEST, "say why");
      long events = world.events();
      world.await(world.drover().unfenceHost("hv1"));
      world.await(world.drover().enableHost("hv1"));
      assertThat(world.events()).as("words that change nothing").isEqualTo(events);
    }
  }

  @Test
  void theGuestsOfAFencedHostAreKnownToBeGoneAndItIsLeftAloneUntilItIsUnfenced() {
    try (VirtualWorld world = world(1)) {
      InstanceId stays = world.boot("db-1", "hv1");
      InstanceId goes = world.boot("db-2", "hv1");
      world.fleet().inject(HostFault.of("hv1", FaultKind.DOWN));
      world.fleet().inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
      world.timeline().advance(Duration.ofMinutes(1));
      world.await(world.drover().fenceHost("hv1", "power is cut"));
      world.timeline().advance(Duration.ofSeconds(30));

      assertThat(world.host("hv1").state()).isEqualTo(HostState.FENCED);
      assertThat(world.host("hv1").why()).isEqualTo("power is cut");
      assertThat(world.atRest(stays).vmState()).isEqualTo(VmState.STOPPED);
      assertRefused(
          world, world.drover().start(stays), Refusal.HOST_DOWN, "hv1 is fenced: power is cut");
      world.await(world.drover().delete(goes));
      assertThat(world.atRest(goes).vmState()).isEqualTo(VmState.DELETED);
      world.fleet().heal(FaultSelector.ALL);
      world.timeline().advance(Duration.ofMinutes(10));
      assertThat(world.host("hv1").state()).isEqualTo(HostState.FENCED);

      backAndUnfenced(world, "hv1");
      world.assertConsistent();
      world.await(world.drover().start(stays));
      assertRuns(world, stays, "hv1");
    }
  }

  /** The guest is paused on hv1, for its migration was forced, and hv2 falls silent. */
  @Test
  void aGuestThatWaitsForASilentDestinationGoesOnOnceThatIsFenced() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      world.await(world.drover().forceCompleteMigration(id));
      world.timeline().advance(Duration.ofSeconds(1));
      world.fleet().inject(PartitionFault.of("hv1", "hv2"));
      silence(world, "hv2");
      world.timeline().advance(Duration.ofMinutes(2));
      assertThat(migration(world, id).unresolved()).contains("cannot be asked");
      world.await(world.drover().fenceHost("hv2", "power is cut"));
      world.timeline().advance(Duration.ofSeconds(30));

      assertThat(world.atRest(id).vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(migration(world, id).reason()).isEqualTo(Reason.DESTINATION_LOST);
      assertThat(migration(world, id).hook()).isEqualTo(HookKind.RECOVER);
      assertThat(migration(world, id).leftovers())
          .anySatisfy(left -> assertThat(left).contains("said to be fenced on hv2"));
      backAndUnfenced(world, "hv2");
      assertThat(migration(world, id).leftovers()).isEmpty();
      assertRuns(world, id, "hv1");
    }
  }

  /** The source is silent, but its guest, which the operator takes for dead, runs. */
  @Test
  void aGuestThatWasFencedInErrorIsEndedWhenItsHostIsBack() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      InstanceId idle = world.boot("db-1", "hv1");
      InstanceId deleted = world.boot("db-2", "hv1");
      world.fleet().inject(PartitionFault.of("hv1", "hv2"));
      silence(world, "hv1");
      world.timeline().advance(Duration.ofMinutes(2));
      world.await(world.drover().fenceHost("hv1", "power is cut, it seems"));
      world.timeline().advance(Duration.ofSeconds(30));
      assertThat(world.atRest(id).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(migration(world, id).reason()).isEqualTo(Reason.SOURCE_LOST);
      world.await(world.drover().delete(deleted));
      assertThat(world.atRest(deleted).vmState()).isEqualTo(VmState.DELETED);
      assertThat(world.fleet().truth().runningCopies(id)).isEqualTo(1);

      backAndUnfenced(world, "hv1");
      for (InstanceId each : List.of(id, idle, deleted)) {
        world.atRest(each);
        assertThat(world.fleet().truth().runningCopies(each)).isZero();
        assertThat(world.fleet().truth().mostRunningCopies(each)).isEqualTo(1);
      }
      world.assertConsistent();
      world.await(world.drover().start(id));
      assertRuns(world, id, "hv1");
    }
  }

  /** It has arrived on a host that is silent, and that is fenced in error. */
  @Test
  void aCopyThatMovedToAHostThatWasFencedInErrorIsEndedThereAndNeverRunsBesideAnother() {
    try (VirtualWorld world = world(1)) {
      InstanceId id = migrating(world);
      world.await(world.drover().forceCompleteMigration(id));
      world.timeline().advance(Duration.ofSeconds(1));
      silence(world, "hv2");
      world.timeline().advance(Duration.ofMinutes(2));
      assertThat(world.fleet().truth().guests("hv2")).containsEntry(id, GuestState.RUNNING);
      world.await(world.drover().fenceHost("hv2", "power is cut, it seems"));
      world.timeline().advance(Duration.ofSeconds(30));
      assertThat(world.atRest(id).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(migration(world, id).status()).isEqualTo(MigrationStatus.ERROR);
      world.crash();
      world.restart();

      backAndUnfenced(world, "hv2");
      assertThat(world.fleet().truth().guests("hv2")).isEmpty();
      assertThat(migration(world, id).leftovers()).isEmpty();
      world.await(world.drover().start(id));
      assertRuns(world, id, "hv1");
    }
  }

  /** Its migration was given up, and moved it after all, to a host that is fenced in error. */
  @Test
  void aGuestThatMayHaveMovedLateToAFencedHostIsEndedThere() {
    try (VirtualWorld world =
        new VirtualWorld(1, "drover.migration.start-timeout = 5 s", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.slow(Call.MIGRATE, Duration.ofSeconds(45)).striking(1));
      world.migrate(id, "hv2");
      world.atRest(id);
      assertThat(migration(world, id).reason()).isEqualTo(Reason.TIMEOUT);
      silence(world, "hv2");
      world.timeline().advance(Duration.ofSeconds(20));
      world.await(world.drover().fenceHost("hv2", "it seems dead"));
      world.timeline().advance(Duration.ofMinutes(1));
      assertThat(world.atRest(id).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(world.fleet().truth().guests("hv2")).containsEntry(id, GuestState.RUNNING);

      backAndUnfenced(world, "hv2");
      assertThat(world.fleet().truth().guests("hv2")).isEmpty();
      world.await(world.drover().start(id));
      assertRuns(world, id, "hv1");
    }
  }

  @Test
  void aWordOutlivesACrashAndNoHostIsUsedBeforeItIsKnown() {
    for (int message = 0; message < 60; message += 3) {
      try (VirtualWorld world = world(message)) {
        InstanceId id = world.boot("db-1", "hv1");
        world.await(world.drover().disableHost("hv2", WHY));
        silence(world, "hv1");
        world.await(world.drover().fenceHost("hv1", "power is cut"));
        world.step(message);
        world.crash();
        world.fleet().heal(FaultSelector.ALL);
        world.restart();

        assertThat(world.host("hv1").state()).isEqualTo(HostState.FENCED);
        assertThat(world.host("hv1").why()).isEqualTo("power is cut");
        assertThat(world.host("hv2").disabled()).isEqualTo(WHY);
        assertRefused(world, boot(world, "hv2"), Refusal.HOST_DISABLED, WHY);
        world.timeline().advance(Duration.ofMinutes(1));
        assertThat(world.atRest(id).vmState()).isEqualTo(VmState.STOPPED);
        assertThat(world.fleet().truth().guests("hv1")).containsEntry(id, GuestState.RUNNING);
        backAndUnfenced(world, "hv1");
        world.assertConsistent();
        assertThat(world.fleet().truth().guests("hv1")).isEmpty();
      }
    }
  }

  @Test
  void aWordThatTheJournalDoesNotTakeIsRefusedAndForgotten() {
    for (FaultKind kind : List.of(FaultKind.ERROR, FaultKind.HANG, FaultKind.REJECTED)) {
      try (VirtualWorld world = world(1)) {
        silence(world, "hv1");
        world.fleet().inject(CallFault.of(Call.JOURNAL_WRITE, kind).striking(2));
        assertRefused(
            world, world.drover().fenceHost("hv1", "it burns"), Refusal.UNAVAILABLE, "try again");
        world.fleet().heal(FaultSelector.ALL);
        becomes(world, "hv1", HostState.UP);
        world.crash();
        world.restart();

        assertThat(world.host("hv1").state()).as("%s", kind).isEqualTo(HostState.UP);
      }
    }
  }

  @Test
  void aWordWhoseWriteFailsOnceOrIsReportedAsFailedIsTaken() {
    for (FaultKind kind :
        List.of(FaultKind.ERROR, FaultKind.HANG, FaultKind.REJECTED, FaultKind.LOST_ANSWER)) {
      try (VirtualWorld world = world(1)) {
        world.fleet().inject(CallFault.of(Call.JOURNAL_WRITE, kind).striking(1));
        world.await(world.drover().disableHost("hv1", WHY));
        world.crash();
        world.restart();

        assertThat(world.host("hv1").disabled()).as("%s", kind).isEqualTo(WHY);
      }
    }
  }
}
