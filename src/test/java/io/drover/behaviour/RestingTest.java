package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.LiveMigration;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.instance.InstanceActor;
import io.drover.instance.Instances;
import io.drover.instance.RegistryEvent;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.store.Corruption;
import io.drover.store.Streams;
import io.drover.testing.CapturedLog;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * After a restart: an instance that rests is known without its journal, and woken by what is not as
 * it was left; one whose journal cannot be read holds up nobody.
 */
class RestingTest {

  private static VirtualWorld world(String settings) {
    return new VirtualWorld(1, settings, "hv1", "hv2", "hv3");
  }

  private static void restart(VirtualWorld world) {
    world.crash();
    world.restart();
  }

  @Test
  void theJournalOfOneThatRestsIsNotReadAtTheStart() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      InstanceId other = world.boot("web-2", "hv1");
      Corruption.of(world.store(), InstanceActor.persistenceId(id).id());
      restart(world);
      world.timeline().advance(Duration.ofMinutes(5));

      assertThat(world.await(world.drover().instances()))
          .extracting(view -> view.id(), view -> view.vmState(), view -> view.powerState())
          .containsExactly(
              tuple(id, VmState.ACTIVE, PowerState.RUNNING),
              tuple(other, VmState.ACTIVE, PowerState.RUNNING));
      assertThat(world.host("hv1").claims()).containsExactlyInAnyOrder(id, other);
    }
  }

  @Test
  void oneThatRestsIsWokenWhenItsGuestIsNotAsItWasLeft() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      InstanceId other = world.boot("web-2", "hv1");
      world.crash();
      world.fleet().inject(new GuestFault(null, id, FaultKind.GUEST_CRASH, null));
      world.restart();
      world.timeline().advance(Duration.ofMinutes(2));

      assertThat(world.view(id).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(world.view(other).vmState()).isEqualTo(VmState.ACTIVE);
      world.assertConsistent();
    }
  }

  @Test
  void oneThatRestsIsWokenWhenItsHostBurnsDownLater() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      restart(world);
      world.fleet().inject(new HostFault(null, "hv1", FaultKind.DOWN, null));
      world.timeline().advance(Duration.ofMinutes(5));

      assertThat(world.view(id).vmState()).isEqualTo(VmState.STOPPED);
    }
  }

  @Test
  void oneThatRestsKeepsItsPlaceAndItsMigrationsAndCanBeMovedAgain() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      for (String host : List.of("hv2", "hv3")) {
        world.migrate(id, host);
        world.atRest(id);
      }
      restart(world);

      assertThat(world.await(world.drover().instances()).get(0).migrations()).hasSize(1);
      assertThat(world.await(world.drover().instance(id)).migrations()).hasSize(2);
      world.migrate(id, "hv1");
      world.atRest(id);
      restart(world);
      assertThat(world.view(id).host()).isEqualTo("hv1");
      world.assertConsistent();
    }
  }

  @Test
  void aSnapshotIsGoneOnFrom() {
    try (VirtualWorld world =
        world("drover.journal { snapshot-every = 3, index-snapshot-every = 2 }")) {
      InstanceId id = world.boot("web-1", "hv1");
      InstanceId other = world.boot("web-2", "hv2");
      for (String host : List.of("hv2", "hv3", "hv1")) {
        world.migrate(id, host);
        world.atRest(id);
        restart(world);
        assertThat(world.view(id).host()).isEqualTo(host);
        assertThat(world.view(other).vmState()).isEqualTo(VmState.ACTIVE);
      }
      assertThat(world.view(id).migrations()).hasSize(3);
      assertThat(world.events()).as("events that are left").isLessThan(20);
      world.assertConsistent();
    }
  }

  @Test
  void aGuestThatIsToShutDownHasNoMoreTimeForARestart() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(CallFault.of(Call.SHUTDOWN, FaultKind.HANG).about(id));
      world.await(world.drover().reboot(id, RebootType.SOFT));
      world.timeline().advance(Duration.ofSeconds(80));
      restart(world);
      world.timeline().advance(Duration.ofSeconds(38));
      assertThat(world.view(id).taskState()).isEqualTo(TaskState.REBOOT_STARTED);

      world.timeline().advance(Duration.ofSeconds(10));
      assertThat(world.view(id).taskState()).isEqualTo(TaskState.NONE);
      assertThat(world.view(id).fault()).isNull();
    }
  }

  @Test
  void aGuestThatIsToComeUpHasNoMoreTimeForARestart() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(new GuestFault(null, id, FaultKind.GUEST_STUCK, null));
      world.await(world.drover().reboot(id, RebootType.HARD));
      world.timeline().advance(Duration.ofSeconds(40));
      restart(world);
      world.timeline().advance(Duration.ofSeconds(15));
      assertThat(world.view(id).taskState()).isEqualTo(TaskState.REBOOT_STARTED_HARD);

      world.timeline().advance(Duration.ofSeconds(10));
      assertThat(world.view(id).taskState()).isEqualTo(TaskState.NONE);
      assertThat(world.view(id).fault()).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void migrationsKeepTheirSlotsAndTheirPlacesInTheQueue() {
    try (VirtualWorld world = world("drover.admission.outbound-per-host = 1")) {
      List<InstanceId> inOrder = new ArrayList<>();
      for (String name : List.of("a", "b", "c", "d")) {
        inOrder.add(0, world.boot(name, "hv1"));
      }
      for (InstanceId id : inOrder) {
        world.await(world.drover().liveMigrate(id, LiveMigration.to("hv2")));
        world.timeline().advance(Duration.ofMillis(500));
      }
      List<InstanceId> prepared = new ArrayList<>();
      world.listen(
          notice -> {
            if (notice instanceof Notice.MigrationChanged changed
                && changed.status() == MigrationStatus.PREPARING
                && !prepared.contains(changed.instance())) {
              prepared.add(changed.instance());
            }
          });
      restart(world);
      for (int look = 0; look < 1000 && prepared.size() < 3; look++) {
        assertThat(world.host("hv1").slotsOut()).isEqualTo(1);
        world.timeline().advance(Duration.ofMillis(500));
      }
      inOrder.forEach(world::atRest);

      assertThat(prepared).isEqualTo(inOrder.subList(1, 4));
    }
  }

  @Test
  void oneThatWasDeletedLongAgoIsPurgedAlsoWhenItsActorIsThere() {
    try (VirtualWorld world = world("drover.instance.purge-deleted-after = 1 d")) {
      InstanceId first = world.boot("web-1", "hv1");
      InstanceId second = world.boot("web-1b", "hv1");
      InstanceId stays = world.boot("web-2", "hv1");
      world.await(world.await(world.drover().delete(first)).ended());
      restart(world);
      world.await(world.await(world.drover().delete(second)).ended());
      world.timeline().advance(Duration.ofHours(23));
      assertThat(world.await(world.drover().instances())).hasSize(3);

      world.timeline().advance(Duration.ofHours(3));
      assertThat(world.await(world.drover().instances()))
          .extracting(InstanceView::id)
          .containsExactly(stays);
      assertThat(world.eventsOf(first) + world.eventsOf(second)).isZero();
      assertThatThrownBy(() -> world.await(world.drover().instance(first)))
          .hasMessageContaining("there is no instance");
      restart(world);
      assertThat(world.await(world.drover().instances())).hasSize(1);
      world.boot("web-1", "hv1");
    }
  }

  @Test
  void aPurgeThatWasCutShortIsGoneOnWithAndNothingThatIsLeftIsRead() {
    try (VirtualWorld world = world("drover.instance.purge-deleted-after = 365 d")) {
      InstanceId purged = world.boot("web-1", "hv1");
      world.await(world.await(world.drover().delete(purged)).ended());
      InstanceId namesake = world.boot("web-1", "hv1");
      world.crash();
      Streams.deleteTo(world.store(), InstanceActor.persistenceId(purged), 3);
      world.remember(new RegistryEvent.PurgeBegan(purged));
      world.restart();

      assertThat(world.await(world.drover().instances()))
          .extracting(InstanceView::id)
          .containsExactly(namesake);
      assertThat(world.await(world.drover().find("web-1")).id()).isEqualTo(namesake);
      assertThatThrownBy(() -> world.await(world.drover().instance(purged)))
          .hasMessageContaining("there is no instance");
      InstanceSpec again = new InstanceSpec("web-2", world.view(namesake).spec().flavor(), 0, 0);
      assertThatThrownBy(() -> world.await(world.drover().boot(purged, again, "hv1")))
          .hasMessageContaining("an instance with the id " + purged + " is known");

      world.timeline().advance(Duration.ofHours(2));
      assertThat(world.eventsOf(purged)).isZero();
      world.await(world.await(world.drover().boot(purged, again, "hv1")).ended());
      restart(world);
      assertThat(world.view(purged).spec()).isEqualTo(again);
      assertThat(world.await(world.drover().find("web-1")).id()).isEqualTo(namesake);
    }
  }

  @Test
  void theFirstQuestionForOneThatRestedAndCannotBeReadIsRefusedToo() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      InstanceId other = world.boot("web-2", "hv1");
      world.crash();
      Corruption corruption = Corruption.of(world.store(), InstanceActor.persistenceId(id).id());
      world.restart();

      CompletionStage<InstanceView> byId = world.drover().instance(id);
      CompletionStage<InstanceView> byName = world.drover().find("web-1");
      CompletionStage<Operation> request = world.drover().reboot(id, RebootType.HARD);
      CompletionStage<List<InstanceView>> all = world.drover().instances();
      world.timeline().advance(Duration.ofSeconds(10));
      for (CompletionStage<?> refused : List.of(byId, byName, request)) {
        assertThatThrownBy(() -> refused.toCompletableFuture().getNow(null))
            .hasMessageContaining("the journal of instance " + id + " cannot be read");
      }
      assertThat(all.toCompletableFuture().getNow(List.of()))
          .extracting(InstanceView::id)
          .containsExactly(id, other);

      corruption.heal();
      world.timeline().advance(Duration.ofMinutes(5));
      assertThat(world.view(id).vmState()).isEqualTo(VmState.ACTIVE);
    }
  }

  @Test
  void oneThatCannotBeReadRefusesWithTheReasonAndOthersGoOn() {
    try (VirtualWorld world = world("")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.drover().liveMigrate(id, LiveMigration.to("hv2"));
      world.timeline().advance(Duration.ofSeconds(1));
      world.crash();
      Corruption corruption = Corruption.of(world.store(), InstanceActor.persistenceId(id).id());
      try (CapturedLog log = CapturedLog.of(Instances.class)) {
        world.restart();
        world.timeline().advance(Duration.ofMinutes(1));

        assertThatThrownBy(() -> world.await(world.drover().instance(id)))
            .hasMessageContaining("the journal of instance " + id + " cannot be read");
        assertThat(log.warnings())
            .filteredOn(line -> line.contains("cannot be read"))
            .as("said once")
            .hasSize(1);
      }
      InstanceId other = world.boot("web-2", "hv2");
      assertThat(world.view(other).vmState()).isEqualTo(VmState.ACTIVE);
      HostView hv1 = world.host("hv1");
      assertThat(hv1.claims()).as("as a precaution").contains(id);
      assertThat(world.host("hv2").claims()).contains(id, other);

      corruption.heal();
      world.timeline().advance(Duration.ofMinutes(5));
      world.atRest(id);
      assertThat(world.view(id).host()).isEqualTo("hv2");
      assertThat(world.host("hv1").claims()).isEmpty();
      world.assertConsistent();
    }
  }
}
