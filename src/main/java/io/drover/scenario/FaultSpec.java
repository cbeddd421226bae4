package io.drover.scenario;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault as a scenario declares it.
 *
 * @param kind what goes wrong
 * @param operation of a call fault: which calls it strikes; of a host fault: the call that it waits
 *     for; null: none
 * @param host the host that is meant; of {@code migrate}: the source; null: any
 * @param instance the instance that is meant; null: any
 * @param between of a partition: the two hosts; else empty
 * @param times how many calls it strikes; null: every one until it is healed
 * @param after how many matching calls pass before the first that it strikes
 * @param delay of a slow call: how much longer it takes; else zero
 * @param at the stretch of a migration in which it strikes; null: any time
 */
public record FaultSpec(
    FaultKind kind,
    @Nullable Call operation,
    @Nullable String host,
    @Nullable String instance,
    List<String> between,
    @Nullable Integer times,
    int after,
    Duration delay,
    @Nullable MigrationPhase at) {

  /** Copies the list. */
  public FaultSpec {
    between = List.copyOf(between);
  }

  String text() {
    List<String> words = new ArrayList<>();
    words.add(operation == null ? kind.label() : operation.label() + ": " + kind.label());
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
    if (!delay.isZero()) {
      words.add("by " + Durations.words(delay));
    }
    if (times != null) {
      words.add(times == 1 ? "once" : times + " times");
    }
    if (after > 0) {
      words.add("after " + after);
    }
    return String.join(" ", words);
  }
}
