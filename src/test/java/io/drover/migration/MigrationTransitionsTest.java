package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.migration.MigrationTransitions.State;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table and what a record really does, in every record that events can lead to. */
class MigrationTransitionsTest {
  private static final List<MigrationEvent> EVENTS = events();

  private static List<MigrationEvent> events() {
    List<MigrationEvent> events = new ArrayList<>(MigrationEvents.all());
    events.removeIf(event -> event instanceof MigrationEvent.Accepted);
    events.removeIf(
        event -> event instanceof MigrationEvent.StepBegan began && began.step() != Step.CLAIM);
    events.add(MigrationEvents.failed(Reason.ABORTED));
    return events;
  }

  private static State stateOf(MigrationRecord record) {
    return State.of(record.view());
  }

  /** What happens when each event is offered to each record that can be reached. */
  private static Set<Transition<State>> taken() {
    Set<Transition<State>> taken = new LinkedHashSet<>();
    Set<MigrationRecord> known = new LinkedHashSet<>(List.of(MigrationEvents.after()));
    Deque<MigrationRecord> open = new ArrayDeque<>(known);
    for (MigrationRecord record = open.poll(); record != null; record = open.poll()) {
      for (MigrationEvent event : EVENTS) {
        if (record.allows(event) && possible(record, event)) {
          MigrationRecord after = record.after(event);
          taken.add(
              new Transition<>(
                  stateOf(record), MigrationTransitions.name(event.getClass()), stateOf(after)));
          if (known.add(after)) {
            open.add(after);
          }
        }
      }
    }
    return taken;
  }

  /** Where nothing was begun, nothing can be left over. */
  private static boolean possible(MigrationRecord record, MigrationEvent event) {
    return !(event instanceof MigrationEvent.Ended ended)
        || ended.leftovers().isEmpty()
        || record.status().compareTo(MigrationStatus.PREPARING) >= 0;
  }

  @Test
  void aRecordTakesWhatIsDeclaredAndNothingElse() {
    assertThat(taken()).containsExactlyInAnyOrderElementsOf(MigrationTransitions.TABLE.rows());
  }

  @Test
  void aRecordBeginsWhereTheTableBegins() {
    assertThat(stateOf(MigrationEvents.after())).isEqualTo(MigrationTransitions.TABLE.initial());
  }

  @Test
  void anEventThatIsNotDeclaredForAStateIsRefused() {
    for (State state : MigrationTransitions.TABLE.states()) {
      MigrationRecord record = in(state);
      for (MigrationEvent event : MigrationEvents.all()) {
        String name = MigrationTransitions.name(event.getClass());
        if (MigrationTransitions.TABLE.after(state, name).isEmpty()) {
          assertThat(record.allows(event)).as("%s in (%s)", name, state).isFalse();
        }
      }
    }
  }

  /** A record in this state with everything else as favourable to any event as it can be. */
  private static MigrationRecord in(State state) {
    MigrationRecord base = MigrationEvents.after();
    return new MigrationRecord(
        base.id(),
        base.instance(),
        base.source(),
        base.destination(),
        false,
        base.hooks(),
        base.generation(),
        state.status(),
        List.of(),
        0,
        null,
        true,
        true,
        null,
        "hv1 cannot be asked",
        base.acceptedAt(),
        null,
        null,
        null,
        false,
        null,
        List.of(MigrationEvents.VIFS_ON_HV2),
        "hv2",
        state.hook(),
        base.acceptedAt());
  }
}
