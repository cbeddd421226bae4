package io.drover.behaviour;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.DroverSetup;
import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.runtime.RealTimeline;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Two hosts, in real time, that outlive each Drover that works with them. */
final class DurableFleet implements AutoCloseable {
  private static final Flavor ROOMY = new Flavor(64, 1L << 40, 1L << 40);

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet = new SimulatedFleet(timeline, FleetSettings.immediate());

  DurableFleet() {
    for (String name : List.of("hv1", "hv2")) {
      fleet.addHost(new SimulatedHostSpec(name, ROOMY, 1L << 30, true));
    }
  }

  /** The configuration with these settings. */
  static Config config(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }

  /** A Drover with fresh connections to both. */
  DroverSetup setup(String settings) {
    return DroverSetup.of(Stream.of("hv1", "hv2").map(this::connected).toList())
        .withConfig(config(settings));
  }

  private HostSpec connected(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(name, ROOMY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  static InstanceSpec spec(String name) {
    return new InstanceSpec(name, new Flavor(1, 1L << 29, 0), 1, 0);
  }

  static <T> T join(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    timeline.close();
  }
}
