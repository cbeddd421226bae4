package io.drover.testkit;

import static io.drover.scenario.Views.active;
import static io.drover.scenario.Views.id;
import static io.drover.scenario.Views.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FalseRecordsTest {
  private static final InstanceView WEB = active("web-1", "hv1");

  @Test
  void findsNothingWhereTheGuestIsAsRecorded() {
    assertThat(found(WEB, Map.of("hv1", host(GuestState.RUNNING)))).isEmpty();
  }

  @Test
  void findsAGuestThatIsNotThere() {
    assertThat(found(WEB, Map.of("hv1", host(GuestState.ABSENT))))
        .containsExactly(
            "web-1: it is recorded as active on hv1 with power state running, and has no guest on"
                + " hv1");
  }

  @Test
  void findsAStoppedInstanceThatRuns() {
    InstanceView stopped = instance("web-1", "hv1", VmState.STOPPED, TaskState.NONE);

    assertThat(found(stopped, Map.of("hv1", host(GuestState.RUNNING))))
        .singleElement()
        .asString()
        .endsWith("and is running on hv1");
  }

  @Test
  void findsAWrongPowerState() {
    assertThat(found(WEB, Map.of("hv1", host(GuestState.PAUSED))))
        .singleElement()
        .asString()
        .endsWith("with power state running, and is paused on hv1");
  }

  @Test
  void findsAGuestOnAnotherHost() {
    assertThat(found(WEB, Map.of("hv1", host(GuestState.RUNNING), "hv2", host(GuestState.PAUSED))))
        .singleElement()
        .asString()
        .endsWith("and is paused on hv2");
  }

  @Test
  void saysNothingOfABusyInstanceOrAHostThatDoesNotAnswer() {
    InstanceView busy = instance("web-1", "hv1", VmState.ACTIVE, TaskState.REBOOTING);
    HostTruth silent =
        new HostTruth(false, new TreeMap<>(), new TreeMap<>(), true, new TreeMap<>());

    assertThat(found(busy, Map.of("hv1", host(GuestState.ABSENT)))).isEmpty();
    assertThat(found(WEB, Map.of("hv1", silent))).isEmpty();
  }

  private static List<String> found(InstanceView view, Map<String, HostTruth> hosts) {
    return FalseRecords.find(List.of(view), hosts);
  }

  private static HostTruth host(GuestState guest) {
    return new HostTruth(
        true, new TreeMap<>(Map.of(id("web-1"), guest)), new TreeMap<>(), true, new TreeMap<>());
  }
}
