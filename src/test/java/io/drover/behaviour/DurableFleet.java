package io.drover.behaviour;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.host.HostSpec;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.MigrateCall;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.network.Vif;
import io.drover.runtime.RealTimeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Hosts, in real time, that outlive each Drover that works with them. */
final class DurableFleet implements AutoCloseable {
  private static final Flavor ROOMY = new Flavor(64, 1L << 40, 1L << 40);

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet;
  private final List<String> hosts;

  /** Two hosts on which nothing takes any time. */
  DurableFleet() {
    this(FleetSettings.immediate(), 1L << 30, List.of("hv1", "hv2"));
  }

  /** Hosts whose links carry this many bytes each second. */
  DurableFleet(FleetSettings settings, long link, List<String> hosts) {
    fleet = new SimulatedFleet(timeline, settings);
    this.hosts = hosts;
    hosts.forEach(name -> fleet.addHost(new SimulatedHostSpec(name, ROOMY, link, true)));
  }

  SimulatedFleet fleet() {
    return fleet;
  }

  /** The configuration with these settings. */
  static Config config(String settings) {
    return ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
  }

  /** A Drover with fresh connections to all of them. */
  DroverSetup setup(String settings) {
    return DroverSetup.of(hosts.stream().map(this::connected).toList())
        .withConfig(config(settings));
  }

  private HostSpec connected(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(name, ROOMY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  static InstanceSpec spec(String name) {
    return new InstanceSpec(name, new Flavor(1, 1L << 29, 0), 1, 0);
  }

  /** Puts a guest there as Drover would have, with its VIFs. */
  void create(String host, InstanceId id, InstanceSpec spec) throws Exception {
    plug(host, id, spec);
    join(
        fleet
            .connect(host)
            .hypervisor()
            .create(new DomainTemplate(id, spec, Vif.of(id, spec.vifs()), List.of())));
  }

  void plug(String host, InstanceId id, InstanceSpec spec) throws Exception {
    join(fleet.connect(host).vifPlugger().plug(id, Vif.of(id, spec.vifs())));
  }

  /** Begins to move a guest, as a Drover did that has died meanwhile. */
  void migrate(InstanceId id, String source, String destination) {
    MigrateCall call =
        new MigrateCall(
            id, destination, destination, false, false, 0, Duration.ofMillis(50), false);
    fleet.connect(source).hypervisor().migrate(call);
  }

  /** What is recorded of an instance once it is like this. */
  static InstanceView await(Drover drover, InstanceId id, Predicate<InstanceView> like)
      throws Exception {
    CompletableFuture<InstanceView> seen = new CompletableFuture<>();
    drover.listen(
        notice -> {
          if (notice instanceof Notice.InstanceRecorded recorded
              && recorded.view().id().equals(id)
              && like.test(recorded.view())) {
            seen.complete(recorded.view());
          }
        });
    InstanceView now = join(drover.instance(id));
    if (like.test(now)) {
      seen.complete(now);
    }
    return join(seen);
  }

  static <T> T join(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    timeline.close();
  }
}
