package io.drover.scenario;

import io.drover.migration.MigrationHooks;
import io.drover.model.HostView;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.testkit.Asked;
import io.drover.testkit.Guarantees;
import io.drover.testkit.Violation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is found out about a run besides its expectations: violated guarantees, where they can be
 * checked, and which faults met which states.
 */
final class Watch {
  private final @Nullable Guarantees guarantees;
  private final CoverageTally tally;

  Watch(@Nullable Guarantees guarantees, CoverageTally tally) {
    this.guarantees = guarantees;
    this.tally = tally;
  }

  boolean checks() {
    return guarantees != null;
  }

  /** The hooks as the orchestrator is given them. */
  MigrationHooks over(MigrationHooks hooks) {
    return guarantees == null ? hooks : guarantees.watching(hooks);
  }

  void told(Notice notice) {
    if (notice instanceof Notice.InstanceRecorded recorded) {
      tally.take(recorded.view());
    }
    if (guarantees != null) {
      guarantees.told(notice);
    }
  }

  <T> CompletionStage<T> request(Asked asked, Supplier<? extends CompletionStage<T>> put) {
    return guarantees == null ? put.get() : guarantees.request(asked, put);
  }

  void crashed() {
    tally.crashed();
    if (guarantees != null) {
      guarantees.crashed();
    }
  }

  void restarted() {
    if (guarantees != null) {
      guarantees.restarted();
    }
  }

  void reread(List<InstanceView> instances) {
    if (guarantees != null) {
      guarantees.reread(instances);
    }
  }

  void atRest(List<InstanceView> instances, List<HostView> hosts) {
    if (guarantees != null) {
      guarantees.atRest(instances, hosts);
    }
  }

  List<Violation> violations() {
    return guarantees == null ? List.of() : guarantees.violations();
  }

  Coverage coverage() {
    return tally.coverage();
  }
}
