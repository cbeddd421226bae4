package io.drover.behaviour;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.RebootType;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.instance.InstanceState;
import io.drover.instance.InstanceTransitions;
import io.drover.instance.OperationKind;
import io.drover.migration.MigrationTransitions;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.model.TaskState;
import io.drover.model.TransitionTable;
import io.drover.model.VmState;
import io.drover.testing.VirtualWorld;
import io.drover.testing.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every declared transition is taken by one of these runs, and no other. Most instances begin in
 * the state in which an earlier process crashed: every operation in every state, each with all that
 * can become of it.
 */
class TransitionsTakenTest {
  private static final String SETTINGS =
      """
      drover.instance {
        running-deadline = 5 s, soft-reboot-timeout = 5 s, shutdown-timeout = 5 s
        settle-deadline = 5 s
      }
      drover.migration { post-copy = on, cleanup-deadline = 5 s, unresolved-after = 5 s }
      drover.hooks.attempts = 1
      drover.admission { outbound-per-host = 100, inbound-per-host = 100 }
      """;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
  private static final Set<VmState> SETTLED =
      EnumSet.of(VmState.ACTIVE, VmState.PAUSED, VmState.SUSPENDED, VmState.STOPPED, VmState.ERROR);
  private static final List<GuestState> FOUND =
      List.of(GuestState.RUNNING, GuestState.PAUSED, GuestState.SUSPENDED, GuestState.ABSENT);
  private static final List<MigrationStatus> OPEN =
      List.copyOf(EnumSet.range(MigrationStatus.ACCEPTED, MigrationStatus.RUNNING_POST_COPY));
  private static final Witness WITNESS = new Witness();

  @BeforeAll
  static void play() {
    boots();
    softReboots();
    requests();
    FOUND.forEach(TransitionsTakenTest::idleOnesAreFoundAs);
    unsettledOnesAreDeleted();
    operationsGoOn();
    FOUND.forEach(TransitionsTakenTest::operationsFailAndTheGuestIs);
    operationsAreGivenUpUnseen();
    operationsAreOverriddenBy(OperationKind.DELETE);
    operationsAreOverriddenBy(OperationKind.HARD_REBOOT);
    postCopy();
    migrationsGoOn();
    deletedBeforeTheyAreDecided();
    deletedWhenTheyAreDecided();
  }

  @Test
  void everyDeclaredTransitionOfAnInstanceIsTakenAndNoOther() {
    assertTaken(WITNESS.ofInstances(), InstanceTransitions.TABLE);
  }

  @Test
  void everyDeclaredTransitionOfAMigrationIsTakenAndNoOther() {
    assertTaken(WITNESS.ofMigrations(), MigrationTransitions.TABLE);
  }

  private static <S> void assertTaken(Set<Witness.Taken> taken, TransitionTable<S> table) {
    Set<Witness.Taken> declared =
        table.changes().stream()
            .map(row -> new Witness.Taken(row.from(), row.to()))
            .collect(Collectors.toSet());
    assertSoftly(
        all -> {
          all.assertThat(taken).as("taken, and declared").isSubsetOf(declared);
          all.assertThat(declared).as("declared, and taken by a run").isSubsetOf(taken);
        });
  }

  // From the beginning.

  private static void boots() {
    try (VirtualWorld world = world()) {
      for (boolean volume : List.of(true, false)) {
        for (boolean vif : List.of(true, false)) {
          String name = "boot-" + volume + "-" + vif;
          Flavor flavor = new Flavor(1, Story.GIB, volume ? Story.GIB : 0);
          world.await(world.drover().boot(new InstanceSpec(name, flavor, vif ? 1 : 0, 0), "hv1"));
        }
      }
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void softReboots() {
    try (VirtualWorld world = world()) {
      InstanceId obedient = world.boot("obedient", "hv1");
      InstanceId stubborn = world.boot("stubborn", "hv1");
      world.fleet().inject(CallFault.of(Call.SHUTDOWN, FaultKind.ERROR).about(stubborn));
      request(world.drover(), obedient, OperationKind.SOFT_REBOOT);
      request(world.drover(), stubborn, OperationKind.SOFT_REBOOT);
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  // From where an earlier process crashed.

  /** Everything is asked of an idle instance in every state. */
  private static void requests() {
    try (VirtualWorld world = world()) {
      world.crash();
      for (VmState vmState : SETTLED) {
        for (OperationKind kind : EnumSet.complementOf(EnumSet.of(OperationKind.BOOT))) {
          Story story = Story.idle(id(vmState, kind), vmState);
          remember(world, story, guestOf(vmState), "hv1");
        }
      }
      world.restart();
      for (VmState vmState : SETTLED) {
        for (OperationKind kind : EnumSet.complementOf(EnumSet.of(OperationKind.BOOT))) {
          request(world.drover(), id(vmState, kind), kind);
        }
      }
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void idleOnesAreFoundAs(GuestState guest) {
    try (VirtualWorld world = world()) {
      world.crash();
      for (VmState vmState : SETTLED) {
        remember(world, Story.idle(new InstanceId(vmState.label()), vmState), guest, "hv1");
      }
      Story paused = Story.idle(new InstanceId("moved"), VmState.ACTIVE).movedHereByPausing();
      remember(world, paused, guest, "hv1");
      remember(world, unsettled(VmState.BUILDING, OperationKind.BOOT), guest, "hv1");
      remember(world, unsettled(VmState.STOPPED, OperationKind.START), guest, "hv1");
      remember(world, unsettled(VmState.ERROR, OperationKind.HARD_REBOOT), guest, "hv1");
      world.restart();
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static Story unsettled(VmState vmState, OperationKind kind) {
    return Story.unsettled(new InstanceId("unsettled-" + vmState.label()), vmState, kind);
  }

  /** A delete is taken of one of which nothing is known. */
  private static void unsettledOnesAreDeleted() {
    try (VirtualWorld world = world()) {
      world.crash();
      Story story = unsettled(VmState.BUILDING, OperationKind.BOOT);
      remember(world, story, GuestState.RUNNING, "hv1");
      blind(world, List.of(story.id()));
      world.restart();
      request(world.drover(), story.id(), OperationKind.DELETE);
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void operationsGoOn() {
    try (VirtualWorld world = world()) {
      world.crash();
      for (Story story : operations()) {
        VmState vmState = InstanceState.empty(story.id()).after(story.events()).vmState();
        remember(world, story, guestOf(vmState), "hv1");
      }
      world.restart();
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void operationsFailAndTheGuestIs(GuestState guest) {
    try (VirtualWorld world = interrupted(guest)) {
      world.fleet().inject(CallFault.of(Call.DESTROY, FaultKind.ERROR));
      world.timeline().advance(Duration.ofSeconds(7));
      world.fleet().heal(FaultSelector.named("blind"));
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void operationsAreGivenUpUnseen() {
    try (VirtualWorld world = interrupted(GuestState.RUNNING)) {
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void operationsAreOverriddenBy(OperationKind kind) {
    try (VirtualWorld world = interrupted(GuestState.RUNNING)) {
      world.timeline().advance(Duration.ofSeconds(1));
      for (Story story : operations()) {
        request(world.drover(), story.id(), kind);
      }
      world.timeline().advance(Duration.ofSeconds(1));
      world.fleet().heal(FaultSelector.named("blind"));
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  /** Nothing can be seen of any guest, so every operation stays where it is. */
  private static VirtualWorld interrupted(GuestState guest) {
    VirtualWorld world = world();
    world.crash();
    for (Story story : operations()) {
      remember(world, story, guest, "hv1");
    }
    blind(world, operations().stream().map(Story::id).toList());
    world.restart();
    return world;
  }

  /** One instance for each operation, vm state and part of it, and for each kind of boot. */
  private static List<Story> operations() {
    List<Story> all = new ArrayList<>();
    for (TaskState task : EnumSet.range(TaskState.SCHEDULING, TaskState.SPAWNING)) {
      for (boolean volume : List.of(true, false)) {
        for (boolean vif : List.of(true, false)) {
          InstanceId id = new InstanceId(task.label() + "-" + volume + "-" + vif);
          Story story = Story.booting(id, volume, vif);
          all.add(task == TaskState.SCHEDULING ? story : story.at(task));
          if (volume && vif && task.compareTo(TaskState.SPAWNING) < 0) {
            InstanceId again = new InstanceId("again-" + task.label());
            Story retaken = Story.booting(again, true, true).at(TaskState.SPAWNING);
            all.add(task == TaskState.SCHEDULING ? Story.undoing(again) : retaken.at(task));
          }
        }
      }
    }
    all.add(
        Story.booting(new InstanceId("building-delete"), true, true).began(OperationKind.DELETE));
    for (VmState vmState : SETTLED) {
      for (OperationKind kind : OperationKind.values()) {
        boolean observed = kind == OperationKind.STOP;
        boolean own = kind != OperationKind.BOOT && kind != OperationKind.LIVE_MIGRATE;
        if (own && (observed || kind.rejection("", vmState, TaskState.NONE) == null)) {
          all.add(Story.idle(id(vmState, kind), vmState).began(kind));
        }
      }
      all.add(
          Story.idle(new InstanceId(vmState.label() + "-hard-started"), vmState)
              .began(OperationKind.HARD_REBOOT)
              .seen()
              .at(TaskState.REBOOT_STARTED_HARD));
    }
    all.add(
        Story.idle(new InstanceId("active-unpause"), VmState.ACTIVE).began(OperationKind.UNPAUSE));
    all.add(
        Story.idle(new InstanceId("active-soft-started"), VmState.ACTIVE)
            .began(OperationKind.SOFT_REBOOT)
            .seen()
            .at(TaskState.REBOOT_STARTED));
    return all;
  }

  private static void postCopy() {
    try (VirtualWorld world = world()) {
      InstanceId id = world.boot("web-1", "hv1");
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofSeconds(2));
      world.await(world.drover().forceCompleteMigration(id));
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void migrationsGoOn() {
    try (VirtualWorld world = world()) {
      world.crash();
      rememberMigrations(world);
      world.restart();
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void deletedBeforeTheyAreDecided() {
    try (VirtualWorld world = world()) {
      world.crash();
      List<InstanceId> all = rememberMigrations(world);
      blind(world, all);
      world.restart();
      world.timeline().advance(Duration.ofSeconds(1));
      all.forEach(id -> request(world.drover(), id, OperationKind.DELETE));
      world.timeline().advance(Duration.ofSeconds(1));
      world.fleet().heal(FaultSelector.named("blind"));
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  private static void deletedWhenTheyAreDecided() {
    try (VirtualWorld world = world()) {
      world.crash();
      List<InstanceId> all = rememberMigrations(world);
      world.restart();
      world.timeline().advance(Duration.ofSeconds(3));
      all.forEach(id -> request(world.drover(), id, OperationKind.DELETE));
      world.timeline().advance(LONG_ENOUGH);
    }
  }

  /**
   * Migrations in each status, to be stopped or not, with the guest here, there or nowhere, with a
   * clean-up that works or not, and with hooks that work or fail.
   */
  private static List<InstanceId> rememberMigrations(VirtualWorld world) {
    List<InstanceId> all = new ArrayList<>();
    for (int i = 0; i < 5 * 2 * 3 * 2 * 2; i++) {
      MigrationStatus status = OPEN.get(i % 5);
      boolean stop = i / 5 % 2 == 0;
      String guest = List.of("hv1", "hv2", "").get(i / 10 % 3);
      boolean failing = i / 30 % 2 == 1;
      boolean stuck = i / 60 == 0;
      InstanceId id = new InstanceId("migrating-" + i);
      if (stuck) {
        world.fleet().inject(CallFault.of(Call.UNPLUG_VIF, FaultKind.ERROR).about(id));
      }
      if (failing) {
        world.fleet().inject(CallFault.of(Call.POST_HOOK, FaultKind.ERROR).about(id));
        world.fleet().inject(CallFault.of(Call.RECOVER_HOOK, FaultKind.ERROR).about(id));
      }
      remember(
          world,
          Story.idle(id, VmState.ACTIVE).migrating(status, stop, "test"),
          guest.isEmpty() ? GuestState.ABSENT : GuestState.RUNNING,
          guest.isEmpty() ? "hv1" : guest);
      all.add(id);
    }
    return all;
  }

  // How it is done.

  private static VirtualWorld world() {
    WITNESS.looksElsewhere();
    VirtualWorld world = new VirtualWorld(1, SETTINGS, "hv1", "hv2");
    world.listen(WITNESS::told);
    return world;
  }

  private static InstanceId id(VmState vmState, OperationKind kind) {
    return new InstanceId(vmState.label() + "-" + kind.label().replace(' ', '-'));
  }

  private static GuestState guestOf(VmState vmState) {
    return switch (vmState) {
      case ACTIVE -> GuestState.RUNNING;
      case PAUSED -> GuestState.PAUSED;
      case SUSPENDED -> GuestState.SUSPENDED;
      case BUILDING, STOPPED, DELETED, ERROR -> GuestState.ABSENT;
    };
  }

  /** Puts an instance into the store, and its guest in this state on a host. */
  private static void remember(VirtualWorld world, Story story, GuestState guest, String host) {
    world.remember(story.id(), story.spec(), story.events());
    WITNESS.knows(InstanceState.empty(story.id()).after(story.events()).view());
    if (guest != GuestState.ABSENT) {
      Hypervisor there = world.fleet().connect(host).hypervisor();
      world.await(there.create(new DomainTemplate(story.id(), story.spec(), List.of(), List.of())));
      world.timeline().advance(Duration.ofSeconds(2));
      if (guest == GuestState.PAUSED) {
        world.await(there.pause(story.id()));
      } else if (guest == GuestState.SUSPENDED) {
        world.await(there.save(story.id()));
      }
    }
  }

  /** None of these guests can be looked at, on hosts that are up. */
  private static void blind(VirtualWorld world, List<InstanceId> ids) {
    for (InstanceId id : ids) {
      world.fleet().inject(CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).about(id).named("blind"));
    }
  }

  private static CompletionStage<?> request(Drover drover, InstanceId id, OperationKind kind) {
    return switch (kind) {
      case START -> drover.start(id);
      case STOP -> drover.stop(id);
      case SOFT_REBOOT -> drover.reboot(id, RebootType.SOFT);
      case HARD_REBOOT -> drover.reboot(id, RebootType.HARD);
      case PAUSE -> drover.pause(id);
      case UNPAUSE -> drover.unpause(id);
      case SUSPEND -> drover.suspend(id);
      case RESUME -> drover.resume(id);
      case DELETE -> drover.delete(id);
      case LIVE_MIGRATE -> drover.liveMigrate(id, LiveMigration.to("hv2").withHooks("test"));
      case BOOT -> throw new IllegalArgumentException("nothing is booted twice");
    };
  }
}
