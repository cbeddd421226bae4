package io.drover.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Labelled;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that scenarios use, which must not change. */
class VocabularyTest {

  private static Stream<String> labels(Labelled[] values) {
    return Arrays.stream(values).map(Labelled::label);
  }

  @Test
  void operationsHaveTheNamesOfTheScenarioFormat() {
    assertThat(labels(Call.values()))
        .contains(
            "guest-info",
            "create",
            "destroy",
            "shutdown",
            "reset",
            "pause",
            "resume",
            "migrate",
            "job-info",
            "abort",
            "set-downtime",
            "post-copy",
            "disk-info",
            "plug-vif",
            "unplug-vif",
            "connect-volume",
            "disconnect-volume",
            "journal-write",
            "post-hook",
            "recover-hook",
            "any");
  }

  @Test
  void faultsHaveTheNamesOfTheScenarioFormat() {
    assertThat(labels(FaultKind.values()))
        .containsExactly(
            "error",
            "hang",
            "slow",
            "lost-answer",
            "rejected",
            "guest-crash",
            "guest-stuck",
            "down",
            "unreachable",
            "partition");
  }

  @Test
  void phasesHaveTheNamesOfTheScenarioFormat() {
    assertThat(labels(MigrationPhase.values()))
        .containsExactly("queued", "preparing", "running", "switch-over", "post", "recover");
  }

  @Test
  void eachKindOfFaultBefallsWhatItIsDeclaredFor() {
    assertThat(FaultKind.LOST_ANSWER.target()).isEqualTo(FaultKind.Target.CALL);
    assertThat(FaultKind.GUEST_STUCK.target()).isEqualTo(FaultKind.Target.GUEST);
    assertThat(FaultKind.UNREACHABLE.target()).isEqualTo(FaultKind.Target.HOST);
    assertThat(FaultKind.PARTITION.target()).isEqualTo(FaultKind.Target.LINK);
  }
}
