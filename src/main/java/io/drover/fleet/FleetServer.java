package io.drover.fleet;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.remote.Offer;
import io.drover.hypervisor.remote.PortServer;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.ScaledTimeline;
import io.drover.runtime.Timeline;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import io.drover.socket.SocketFile;
import io.drover.socket.SocketLoop;
import java.io.IOException;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Simulated hosts in real time, served to other processes over a socket. They and what runs on them
 * last until it is closed, however often their clients come and go.
 */
public final class FleetServer implements AutoCloseable {
  /** Its actor system runs streams only, and ends when the hosts do. */
  private static final Config STREAMS =
      ConfigFactory.parseString(
              "pekko.coordinated-shutdown { run-by-jvm-shutdown-hook = off,"
                  + " run-by-actor-system-terminate = off }")
          .withFallback(ConfigFactory.load());

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet;
  private final SecondCopies secondCopies = new SecondCopies(timeline::now);
  private final SocketFile file;
  private final SocketLoop loop;
  private final ActorSystem<Void> streams;

  private FleetServer(FleetDefinition definition, double speed, SocketFile file, SocketLoop loop) {
    this.file = file;
    this.loop = loop;
    Timeline faster = speed == 1 ? timeline : new ScaledTimeline(timeline, speed);
    fleet = new SimulatedFleet(faster, definition.settings());
    for (HostDefinition host : definition.hosts()) {
      fleet.addHost(
          new SimulatedHostSpec(
              host.name(), host.capacity(), host.bandwidth(), host.sharedStorage()));
    }
    fleet.watch(secondCopies);
    streams = ActorSystem.create(Behaviors.empty(), "fleet", STREAMS);
  }

  /**
   * Starts the hosts, empty, and serves them.
   *
   * @param speed how many seconds pass for them in one second
   * @throws IOException with a sentence, when its socket cannot be listened at
   */
  public static FleetServer start(FleetDefinition definition, double speed) throws IOException {
    SocketFile file = SocketFile.claim(definition.socket());
    try {
      SocketLoop loop = SocketLoop.start("drover-fleet");
      FleetServer server = new FleetServer(definition, speed, file, loop);
      PortServer.start(file, loop, FleetWire.WIRE, server::offer, server.streams);
      return server;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Optional<Offer> offer(String target) {
    if (target.equals(FleetWire.TARGET)) {
      return Optional.of(Offer.of(FleetWire.CONTROL, new ServedControl(fleet, secondCopies)));
    }
    if (!fleet.truth().hosts().contains(target)) {
      return Optional.empty();
    }
    SimulatedConnection to = fleet.connect(target);
    return Optional.of(
        Offer.host(to.hypervisor(), to.vifPlugger(), to.volumeConnector(), FleetWire.WIRE));
  }

  /** Ends the hosts with everything on them. */
  @Override
  public void close() throws IOException {
    loop.close();
    timeline.close();
    streams.terminate();
    file.close();
  }
}
