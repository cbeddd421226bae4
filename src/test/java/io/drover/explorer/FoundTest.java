package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import io.drover.scenario.Scenario;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the search has found, and finds no more. */
class FoundTest {

  private static final long GIB = 1L << 30;

  private static List<Finding> play(Action... actions) {
    List<Action> all = new ArrayList<>(List.of(actions));
    all.addAll(QuietEnd.steps());
    Flavor flavor = new Flavor(1, GIB, 0);
    Scenario scenario =
        Steps.scenario(
            "found",
            List.of(new HostDefinition("hv1", new Flavor(8, 8 * GIB, GIB), GIB, true, 0)),
            List.of(new InstanceDefinition(new InstanceSpec("web-1", flavor, 0, 0), "hv1")),
            ConfigFactory.empty(),
            all);
    return CaseRun.of(new Case("found", 1, scenario)).findings();
  }

  /** The first event was stored, and nobody was told of it until the second. */
  @Test
  void aBootWhoseFirstWriteIsStoredAndReportedAsFailedCountsAsRecorded() {
    FaultSpec lost =
        new FaultSpec(
            FaultKind.LOST_ANSWER,
            Call.JOURNAL_WRITE,
            null,
            "web-1",
            List.of(),
            1,
            0,
            Duration.ZERO,
            null);

    assertThat(play(new Action.InjectFault(lost, null), Steps.request(Verb.BOOT, "web-1")))
        .isEmpty();
  }
}
