package io.drover.hypervisor.simulated;

import io.drover.runtime.RealTimeline;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.HypervisorConformance;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;

/** The simulated hosts keep what the port promises in real time too, where threads meet. */
class SimulatedInRealTimeConformanceTest extends HypervisorConformance {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final FleetSettings QUICK =
      new FleetSettings(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, false, 0);

  /** So little that also the slowest migration of the suite is over in seconds. */
  private static final long MEMORY = 3L << 20;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Override
  protected ConformanceHosts open() {
    RealTimeline timeline = new RealTimeline();
    return SimulatedConformanceHosts.onTime(timeline, QUICK, MEMORY, KIT, timeline::close);
  }
}
