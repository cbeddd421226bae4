package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.runtime.Feed;
import io.drover.runtime.Waits;
import io.drover.testing.ManualClock;
import io.drover.testing.ManualTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the top of Drover's actors starts and ends, on hosts that never answer. */
class GuardianTest {
  private static final Flavor CAPACITY = new Flavor(16, 1L << 36, 1L << 40);

  private final ActorTestKit kit = ActorTestKit.create(ManualClock.config());
  private final SimulatedFleet fleet =
      new SimulatedFleet(new ManualTimeline(), FleetSettings.defaults());
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private final ActorRef<Guardian.Command> guardian =
      kit.spawn(
          Guardian.create(
              DroverSetup.of(List.of(host("hv1"), host("rack 2/hv"))),
              Settings.from(Waits.plain(kit.system().settings().config().getConfig("drover"))),
              new Feed(),
              ended));

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private HostSpec host(String name) {
    fleet.addHost(new SimulatedHostSpec(name, CAPACITY, 1L << 30, true));
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(
        name, CAPACITY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  private Guardian.Parts parts() {
    TestProbe<Guardian.Parts> probe = kit.createTestProbe();
    guardian.tell(new Guardian.WhoIsThere(probe.ref()));
    return probe.receiveMessage();
  }

  private static List<ActorRef<?>> all(Guardian.Parts parts) {
    List<ActorRef<?>> all = new ArrayList<>();
    all.add(parts.admission());
    all.addAll(parts.hosts().byName().values());
    all.add(parts.instances());
    return all;
  }

  @Test
  void startsTheSlotsAnActorForEachHostInOrderAndTheInstances() {
    assertThat(all(parts()))
        .allMatch(actor -> actor.path().parent().equals(guardian.path()))
        .extracting(actor -> actor.path().name())
        .containsExactly("admission", "host-hv1", "host-rack+2%2Fhv", "instances");
    assertThat(parts().hosts().byName().keySet()).containsExactly("hv1", "rack 2/hv");
  }

  @Test
  void endsWithEverythingBelowItAndSaysSo() {
    TestProbe<Object> observer = kit.createTestProbe();
    List<ActorRef<?>> below = all(parts());
    assertThat(ended).isNotDone();

    guardian.tell(Guardian.Stop.INSTANCE);

    observer.expectTerminated(guardian);
    assertThat(ended).isCompleted();
    below.forEach(observer::expectTerminated);
  }
}
