package io.drover.testing;

import io.drover.instance.InstanceTransitions;
import io.drover.migration.MigrationTransitions;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees which transitions instances and their migrations take, by consecutive records. */
public final class Witness {

  /** From one state to another. */
  public record Taken(Object from, Object to) {
    @Override
    public String toString() {
      return "(%s) -> (%s)".formatted(from, to);
    }
  }

  private final Map<InstanceId, InstanceView> last = new LinkedHashMap<>();
  private final Set<Taken> ofInstances = new LinkedHashSet<>();
  private final Set<Taken> ofMigrations = new LinkedHashSet<>();

  /** What was recorded of an instance before anything is told. */
  public void knows(InstanceView view) {
    last.put(view.id(), view);
  }

  /** What follows is told of other instances, whatever their ids. */
  public void looksElsewhere() {
    last.clear();
  }

  public void told(Notice notice) {
    if (notice instanceof Notice.InstanceRecorded recorded) {
      InstanceView now = recorded.view();
      InstanceView before = last.put(now.id(), now);
      take(
          ofInstances,
          before == null
              ? InstanceTransitions.TABLE.initial()
              : InstanceTransitions.State.of(before),
          InstanceTransitions.State.of(now));
      for (MigrationView migration : now.migrations()) {
        take(
            ofMigrations, stateBefore(before, migration), MigrationTransitions.State.of(migration));
      }
    }
  }

  private static MigrationTransitions.State stateBefore(
      @Nullable InstanceView before, MigrationView migration) {
    return before == null
        ? MigrationTransitions.TABLE.initial()
        : before.migrations().stream()
            .filter(known -> known.id().equals(migration.id()))
            .findFirst()
            .map(MigrationTransitions.State::of)
            .orElse(MigrationTransitions.TABLE.initial());
  }

  private static void take(Set<Taken> taken, Object from, Object to) {
    if (!from.equals(to)) {
      taken.add(new Taken(from, to));
    }
  }

  public Set<Taken> ofInstances() {
    return ofInstances;
  }

  public Set<Taken> ofMigrations() {
    return ofMigrations;
  }
}
