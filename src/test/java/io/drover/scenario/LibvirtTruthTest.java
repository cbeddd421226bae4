package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.testkit.SimulatedHosts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Over the port, which all hypervisors have in common. */
class LibvirtTruthTest {
  private static final InstanceId STRANGER = new InstanceId("stranger");
  private static final InstanceId OWN = new InstanceId("own");

  private static void create(Hypervisor host, InstanceId id) {
    InstanceSpec spec = new InstanceSpec(id.value(), new Flavor(1, 1 << 20, 0), 0, 0);
    host.create(new DomainTemplate(id, spec, List.of(), List.of()))
        .toCompletableFuture()
        .orTimeout(1, TimeUnit.MINUTES)
        .join();
  }

  @Test
  void guestsThatWereThereBeforeTheScenarioAreLeftOut() {
    try (SimulatedHosts hosts = SimulatedHosts.named("hv1")) {
      Hypervisor hypervisor = hosts.specs().get(0).hypervisor();
      create(hypervisor, STRANGER);
      List<Vif> plugged = Vif.of(OWN, 2);
      LibvirtTruth truth =
          new LibvirtTruth(
              Map.of("hv1", hypervisor), host -> CompletableFuture.completedStage(plugged));

      create(hypervisor, OWN);

      assertThat(truth.guests("hv1")).containsOnlyKeys(OWN);
      assertThat(truth.vifs("hv1")).containsOnly(entry(OWN, plugged));
      assertThat(truth.answers("hv1")).isTrue();
      assertThat(truth.answers("hv9")).isFalse();
    }
  }

  @Test
  void aHostThatDoesNotAnswerMayRunAnotherCopy() {
    try (SimulatedHosts hosts = SimulatedHosts.named("hv1", "hv2")) {
      Hypervisor first = hosts.specs().get(0).hypervisor();
      Hypervisor second = hosts.specs().get(1).hypervisor();
      LibvirtTruth truth =
          new LibvirtTruth(
              Map.of("hv1", first, "hv2", second),
              host -> CompletableFuture.completedStage(List.of()));
      assertThat(truth.runningCopies(OWN)).hasValue(0);

      hosts.fleet().inject(HostFault.of("hv2", FaultKind.DOWN));

      assertThat(truth.runningCopies(OWN)).isEmpty();
    }
  }
}
