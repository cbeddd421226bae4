package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.model.HookState;
import io.drover.model.MigrationStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhasesTest {

  private final List<MigrationPhase> entered = new ArrayList<>();
  private final Phases phases = new Phases((phase, migration) -> entered.add(phase));

  @Test
  void tellsEachPhaseOnceWhenItIsEntered() {
    record(MigrationStatus.ACCEPTED, HookState.NONE);
    record(MigrationStatus.QUEUED, HookState.NONE);
    record(MigrationStatus.QUEUED, HookState.NONE);
    record(MigrationStatus.PREPARING, HookState.NONE);
    record(MigrationStatus.RUNNING, HookState.NONE);
    record(MigrationStatus.RUNNING_POST_COPY, HookState.NONE);
    record(MigrationStatus.RUNNING, HookState.PENDING);
    record(MigrationStatus.COMPLETED, HookState.PENDING);

    assertThat(entered)
        .containsExactly(
            MigrationPhase.QUEUED,
            MigrationPhase.PREPARING,
            MigrationPhase.RUNNING,
            MigrationPhase.POST);
    assertThat(phases.of(Views.id("web-1"))).contains(MigrationPhase.POST);
  }

  @Test
  void aMigrationThatIsOverIsInNoPhase() {
    record(MigrationStatus.COMPLETED, HookState.PENDING);
    record(MigrationStatus.COMPLETED, HookState.DELIVERED);

    assertThat(phases.of(Views.id("web-1"))).isEmpty();
  }

  private void record(MigrationStatus status, HookState hook) {
    phases.take(Views.active("web-1", "hv1", Views.migration("m", "web-1", status, null, hook)));
  }
}
