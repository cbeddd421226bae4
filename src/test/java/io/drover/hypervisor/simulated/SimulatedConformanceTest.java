package io.drover.hypervisor.simulated;

import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.HypervisorConformance;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;

/** The simulated hosts keep what the port promises, on time that is moved by hand. */
class SimulatedConformanceTest extends HypervisorConformance {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Override
  protected ConformanceHosts open() {
    return SimulatedConformanceHosts.onManualTime(KIT, UnaryOperator.identity());
  }
}
