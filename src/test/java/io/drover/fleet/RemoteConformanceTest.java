package io.drover.fleet;

import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.HypervisorConformance;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;

/** Hosts that are reached over a socket keep what the port promises. */
class RemoteConformanceTest extends HypervisorConformance {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Override
  protected ConformanceHosts open() {
    return new RemoteConformanceHosts(KIT);
  }
}
