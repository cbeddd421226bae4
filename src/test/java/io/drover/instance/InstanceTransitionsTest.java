package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.instance.InstanceTransitions.State;
import io.drover.model.MigrationId;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.Transition;
import io.drover.model.VmState;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table, and what the operations' rules and the record really do in each of its states. */
class InstanceTransitionsTest {
  private static final Set<VmState> SETTLED =
      EnumSet.of(VmState.ACTIVE, VmState.PAUSED, VmState.SUSPENDED, VmState.STOPPED, VmState.ERROR);

  private static State stateOf(InstanceState state) {
    return new State(state.vmState(), state.taskState());
  }

  private static Set<Transition<State>> declared(String on) {
    return InstanceTransitions.TABLE.rows().stream()
        .filter(row -> row.on().equals(on))
        .collect(Collectors.toSet());
  }

  private static InstanceState idle(VmState vmState) {
    return vmState == VmState.BUILDING ? Given.after() : Given.idle(vmState);
  }

  private static Transition<State> taken(InstanceState from, String on, InstanceEvent event) {
    return new Transition<>(stateOf(from), on, stateOf(from.after(event)));
  }

  /** An instance in this state, with the operation that its task is part of. */
  private static InstanceState in(VmState vmState, OperationKind kind, TaskState task) {
    InstanceState begun =
        kind == OperationKind.BOOT
            ? Given.after(Given.created())
            : (vmState == VmState.BUILDING ? Given.after(Given.created()) : idle(vmState))
                .after(Given.began(kind));
    return task == kind.taskState() ? begun : begun.after(new InstanceEvent.TaskChanged(task));
  }

  // Beginnings.

  @Test
  void anOperationBeginsWhereItsKindAllowsItOrWhereTheGuestIsNotAsItShouldBe() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    for (State state : InstanceTransitions.TABLE.states()) {
      for (OperationKind kind : OperationKind.values()) {
        if (kind.rejection("web-1", state.vmState(), state.taskState()) == null) {
          taken.add(
              new Transition<>(state, kind.label(), new State(state.vmState(), kind.taskState())));
        }
      }
    }
    for (VmState left : List.of(VmState.PAUSED, VmState.SUSPENDED, VmState.STOPPED)) {
      taken.add(taken(idle(left), "stop", Given.began(OperationKind.STOP)));
    }
    taken.add(taken(idle(VmState.ACTIVE), "unpause", Given.began(OperationKind.UNPAUSE)));

    Set<Transition<State>> declared = new LinkedHashSet<>();
    for (OperationKind kind : OperationKind.values()) {
      declared.addAll(declared(kind.label()));
    }
    assertThat(declared).isEqualTo(taken);
  }

  @Test
  void theRecordShowsTheTaskOfTheOperationThatBegan() {
    for (OperationKind kind : EnumSet.complementOf(EnumSet.of(OperationKind.BOOT))) {
      for (Transition<State> row : declared(kind.label())) {
        boolean migration = kind == OperationKind.LIVE_MIGRATE;
        InstanceEvent event =
            migration ? Given.accepted(new MigrationId("m-1")) : Given.began(kind);
        InstanceState before = idle(row.from().vmState());

        assertThat(stateOf(before.after(event))).isEqualTo(row.to());
      }
    }
  }

  // Parts.

  @Test
  void anOperationGoesOnWithTheDeclaredParts() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    for (InstanceState state : operating()) {
      Operation operation = operation(state);
      for (OperationPlan.Act act : OperationPlan.Act.values()) {
        TaskState task = OperationStage.taskOf(operation, act, state.taskState());
        if (task != state.taskState()) {
          taken.add(taken(state, InstanceTransitions.NEXT, new InstanceEvent.TaskChanged(task)));
        }
      }
    }

    assertThat(taken).isEqualTo(declared(InstanceTransitions.NEXT));
  }

  @Test
  void aSoftRebootThatIsUnderWayEscalates() {
    InstanceState soft = in(VmState.ACTIVE, OperationKind.SOFT_REBOOT, TaskState.REBOOT_STARTED);

    assertThat(declared(InstanceTransitions.ESCALATED))
        .containsExactly(
            taken(
                soft,
                InstanceTransitions.ESCALATED,
                new InstanceEvent.RebootEscalated("it did not shut down")));
  }

  // Ends.

  @Test
  void anOperationLeavesItsInstanceAsDeclared() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    for (InstanceState state : operating()) {
      Operation operation = operation(state);
      for (GuestState seen : GuestState.values()) {
        taken.add(end(state, operation, seen));
        taken.add(end(state, operation.fail(Reason.TIMEOUT), seen));
      }
      taken.add(end(state, operation.fail(Reason.HOST_LOST).creating(false), null));
      taken.add(end(state, operation.fail(Reason.HOST_LOST).creating(true), null));
    }

    assertThat(taken).isEqualTo(declared(InstanceTransitions.ENDED));
  }

  private static Transition<State> end(
      InstanceState state, Operation operation, @Nullable GuestState seen) {
    GuestEvidence guest =
        seen == null
            ? null
            : new GuestEvidence(
                state.id(), seen, "", false, new Incarnation(7, Given.NOW), Given.NOW);
    return taken(
        state,
        InstanceTransitions.ENDED,
        OperationEnd.of(state, operation, guest, List.of(), Given.NOW));
  }

  /** An instance in each state in which an operation of its own is under way. */
  private static List<InstanceState> operating() {
    Set<InstanceState> all = new LinkedHashSet<>();
    for (Transition<State> row : declared(InstanceTransitions.ENDED)) {
      State state = row.from();
      all.add(in(state.vmState(), kindOf(state.taskState()), state.taskState()));
    }
    return List.copyOf(all);
  }

  private static OperationKind kindOf(TaskState task) {
    return switch (task) {
      case SCHEDULING, BLOCK_DEVICE_MAPPING, NETWORKING, SPAWNING -> OperationKind.BOOT;
      case REBOOTING, REBOOT_PENDING, REBOOT_STARTED -> OperationKind.SOFT_REBOOT;
      case REBOOTING_HARD, REBOOT_PENDING_HARD, REBOOT_STARTED_HARD -> OperationKind.HARD_REBOOT;
      case POWERING_OFF -> OperationKind.STOP;
      case POWERING_ON -> OperationKind.START;
      case PAUSING -> OperationKind.PAUSE;
      case UNPAUSING -> OperationKind.UNPAUSE;
      case SUSPENDING -> OperationKind.SUSPEND;
      case RESUMING -> OperationKind.RESUME;
      case DELETING -> OperationKind.DELETE;
      case MIGRATING, NONE -> throw new IllegalArgumentException("no operation: " + task);
    };
  }

  private static Operation operation(InstanceState state) {
    Operation operation = state.operation();
    if (operation == null) {
      throw new IllegalStateException("idle: " + state);
    }
    return operation;
  }

  // What is found.

  @Test
  void anIdleInstanceIsRecordedAsItIsFound() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    Set<VmState> there = EnumSet.of(VmState.ACTIVE, VmState.PAUSED, VmState.SUSPENDED);
    for (VmState left : there) {
      for (VmState found : there) {
        if (left != found) {
          taken.add(
              taken(
                  idle(left),
                  InstanceTransitions.FOUND,
                  new InstanceEvent.FoundAs(found, PowerState.RUNNING)));
        }
      }
    }

    assertThat(taken).isEqualTo(declared(InstanceTransitions.FOUND));
  }

  @Test
  void anInstanceOfWhichNothingWasKnownIsSettledAsItIsFound() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    for (VmState left : List.of(VmState.BUILDING, VmState.STOPPED, VmState.ERROR)) {
      for (GuestState seen : GuestState.values()) {
        for (OperationKind kind : OperationKind.values()) {
          InstanceState unsettled =
              Given.after(
                  Given.created(), Given.began(kind), Given.unsettled(left, Reason.HOST_LOST));
          for (InstanceEvent event : Observation.follow(unsettled, seen, true, Given.NOW)) {
            if (event instanceof InstanceEvent.Settled) {
              taken.add(taken(unsettled, InstanceTransitions.SETTLES, event));
            }
          }
        }
      }
    }

    assertThat(taken).isEqualTo(declared(InstanceTransitions.SETTLES));
  }

  @Test
  void onlyAnInstanceOfWhichNothingIsKnownIsBuildingAndIdle() {
    Set<VmState> idle =
        declared(InstanceTransitions.ENDED).stream()
            .map(row -> row.to().vmState())
            .collect(Collectors.toSet());

    assertThat(idle).containsAll(SETTLED).contains(VmState.DELETED, VmState.BUILDING);
    for (InstanceState state : operating()) {
      InstanceState after =
          state.after(OperationEnd.of(state, operation(state), null, List.of(), Given.NOW));
      assertThat(after.vmState() == VmState.BUILDING).isFalse();
    }
  }
}
