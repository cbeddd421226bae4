package io.drover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.simulation.VirtualTimeline;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredTransitionsTest {
  private static final InstanceId ID = new InstanceId("i-1");

  private final Scene scene =
      new Scene(
          new SimulatedFleet(new VirtualTimeline(1), FleetSettings.defaults()).truth(),
          Bounds.from(ConfigFactory.load().getConfig("drover")));
  private final DeclaredTransitions check = new DeclaredTransitions(scene);

  private void record(VmState vmState, TaskState task) {
    InstanceView view =
        new InstanceView(
            ID,
            new InstanceSpec("web-1", Flavor.NONE, 0, 0),
            "hv1",
            vmState,
            task,
            PowerState.RUNNING,
            null,
            false,
            List.of(),
            List.of(),
            List.of());
    check.on(new Happening.Told(new Notice.InstanceRecorded(Instant.EPOCH, view)));
  }

  @Test
  void declaredTransitionsAreNoViolation() {
    record(VmState.ACTIVE, TaskState.NONE);
    record(VmState.ACTIVE, TaskState.NONE);
    record(VmState.ACTIVE, TaskState.PAUSING);
    record(VmState.PAUSED, TaskState.NONE);

    assertThat(scene.violations()).isEmpty();
  }

  @Test
  void anUndeclaredTransitionViolatesTheTruthOfTheRecord() {
    record(VmState.ACTIVE, TaskState.NONE);
    record(VmState.ERROR, TaskState.NONE);

    assertThat(scene.violations())
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.guarantee()).isEqualTo(Guarantee.TRUE_RECORD);
              assertThat(violation.what())
                  .isEqualTo(
                      "it was recorded as (active), then as (error), which is no declared"
                          + " transition");
            });
  }

  @Test
  void aCrashMayHideARecord() {
    record(VmState.ACTIVE, TaskState.PAUSING);
    check.on(new Happening.Crashed());
    record(VmState.PAUSED, TaskState.UNPAUSING);

    assertThat(scene.violations()).isEmpty();
  }
}
