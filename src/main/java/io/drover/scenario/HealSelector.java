package io.drover.scenario;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which faults a {@code heal} ends. */
public sealed interface HealSelector {

  /** The selector as a user would say it. */
  String text();

  /** Every fault. */
  record All() implements HealSelector {

    @Override
    public String text() {
      return "all faults";
    }
  }

  /** The fault that the scenario declared under this name. */
  record Named(String id) implements HealSelector {

    @Override
    public String text() {
      return id;
    }
  }

  /** Every fault that was declared with these properties; null and empty: whichever. */
  record Matching(
      @Nullable FaultKind kind,
      @Nullable Call operation,
      @Nullable String host,
      @Nullable String instance,
      List<String> between,
      @Nullable MigrationPhase at)
      implements HealSelector {

    /** Copies the list. */
    public Matching {
      between = List.copyOf(between);
    }

    /** Whether the fault has each of the given properties; a link is the same both ways. */
    public boolean matches(FaultSpec fault) {
      return (kind == null || kind == fault.kind())
          && (operation == null || operation == fault.operation())
          && (host == null || host.equals(fault.host()))
          && (instance == null || instance.equals(fault.instance()))
          && (between.isEmpty()
              || (fault.between().containsAll(between) && between.containsAll(fault.between())))
          && (at == null || at == fault.at());
    }

    @Override
    public String text() {
      List<String> words = new ArrayList<>();
      words.add(operation == null ? "faults" : operation.label() + " faults");
      if (kind != null) {
        words.add("of kind " + kind.label());
      }
      if (!between.isEmpty()) {
        words.add("between " + String.join(" and ", between));
      }
      if (host != null) {
        words.add("on " + host);
      }
      if (instance != null) {
        words.add("of " + instance);
      }
      if (at != null) {
        words.add("at " + at.label());
      }
      return String.join(" ", words);
    }
  }
}
