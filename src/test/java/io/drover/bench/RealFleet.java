package io.drover.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.Operation;
import io.drover.host.HostSpec;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.Notice;
import io.drover.runtime.RealTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A Drover of its own over simulated hosts in real time. */
final class RealFleet implements AutoCloseable {
  private static final Flavor ROOMY = new Flavor(1 << 20, 1L << 50, 1L << 50);
  private static final Flavor SMALL = new Flavor(1, 1L << 30, 0);
  private static final Config UNLIMITED =
      ConfigFactory.parseString(
          """
          pekko.loglevel = WARNING
          drover.admission { outbound-per-host = 0, inbound-per-host = 0, fleet = 0 }
          drover.host { bulk-calls = 1000, control-calls = 1000 }
          """);

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet;
  private final UnaryOperator<Hypervisor> decorate;
  private Config config;
  private final int hosts;
  private Drover drover;
  private int booted;

  RealFleet(int hosts, FleetSettings settings, UnaryOperator<Hypervisor> decorate) {
    this(hosts, settings, decorate, "");
  }

  /** With these settings besides. */
  RealFleet(int hosts, FleetSettings settings, UnaryOperator<Hypervisor> decorate, String besides) {
    this.hosts = hosts;
    this.decorate = decorate;
    config =
        ConfigFactory.parseString(besides)
            .withFallback(UNLIMITED)
            .withFallback(ConfigFactory.load());
    fleet = new SimulatedFleet(timeline, settings);
    IntStream.range(0, hosts)
        .forEach(i -> fleet.addHost(new SimulatedHostSpec(name(i), ROOMY, 1L << 30, true)));
    drover = start(notice -> {});
    join(drover.ready());
  }

  private Drover start(Consumer<Notice> listener) {
    List<HostSpec> specs = IntStream.range(0, hosts).mapToObj(this::host).toList();
    Drover started = Drover.start(DroverSetup.of(specs).withConfig(config));
    started.listen(listener);
    return started;
  }

  /** Lets go of the hosts, whose guests and transfers go on. */
  void stop() {
    drover.close();
    join(drover.closed());
  }

  /** Starts another Drover on them, with these settings besides. */
  Drover startAgain(String besides, Consumer<Notice> listener) {
    config = ConfigFactory.parseString(besides).withFallback(config);
    drover = start(listener);
    return drover;
  }

  private HostSpec host(int i) {
    SimulatedConnection to = fleet.connect(name(i));
    return new HostSpec(
        name(i),
        ROOMY,
        true,
        decorate.apply(to.hypervisor()),
        to.vifPlugger(),
        to.volumeConnector());
  }

  static String name(int host) {
    return "hv" + host;
  }

  Drover drover() {
    return drover;
  }

  /** Boots this many more instances, spread over the hosts, and waits until they run. */
  List<InstanceId> boot(int count) {
    return boot(count, SMALL, 0);
  }

  List<InstanceId> boot(int count, Flavor flavor, long dirtyRate) {
    List<CompletionStage<Operation>> boots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = booted++;
      InstanceSpec spec = new InstanceSpec("vm-" + number, flavor, 1, dirtyRate);
      boots.add(drover.boot(spec, name(number % hosts)));
    }
    return boots.stream().map(RealFleet::join).map(RealFleet::ended).toList();
  }

  private static InstanceId ended(Operation operation) {
    join(operation.ended());
    return operation.instance();
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    stop();
    timeline.close();
  }
}
