package io.drover.scenario;

import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.TaskState;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which faults met instances in which states, and how often.
 *
 * @param met how often each fault met each state
 */
public record Coverage(SortedMap<Meeting, Integer> met) {

  /** Nothing was met. */
  public static final Coverage NONE = new Coverage(new TreeMap<>());

  /**
   * A fault that struck, or was in effect, while an instance that it concerns was in a state.
   *
   * @param fault such as {@code migrate error}, {@code host down} or {@code orchestrator crash}
   * @param state such as {@code migration running}, {@code hook pending}, {@code task spawning},
   *     {@code idle active} or, before anything is recorded, {@code new}
   */
  public record Meeting(String fault, String state) implements Comparable<Meeting> {
    private static final Comparator<Meeting> ORDER =
        Comparator.comparing(Meeting::fault).thenComparing(Meeting::state);

    @Override
    public int compareTo(Meeting other) {
      return ORDER.compare(this, other);
    }
  }

  /** Copies the map. */
  public Coverage {
    met = Collections.unmodifiableSortedMap(new TreeMap<>(met));
  }

  /** What either has met, with the sums. */
  public Coverage plus(Coverage other) {
    SortedMap<Meeting, Integer> sum = new TreeMap<>(met);
    other.met.forEach((meeting, times) -> sum.merge(meeting, times, Integer::sum));
    return new Coverage(sum);
  }

  /** The state of an instance as a meeting tells it; null: nothing is recorded yet. */
  static String state(@Nullable InstanceView view) {
    if (view == null) {
      return "new";
    }
    for (MigrationView migration : view.migrations()) {
      if (!migration.status().terminal()) {
        return "migration " + migration.status().label();
      }
    }
    if (view.taskState() != TaskState.NONE) {
      return "task " + view.taskState().label();
    }
    boolean pending = view.migrations().stream().anyMatch(m -> m.hookState() == HookState.PENDING);
    return pending ? "hook pending" : "idle " + view.vmState().label();
  }
}
