package io.drover.fleet;

import com.typesafe.config.Config;
import io.drover.host.HostSpec;
import io.drover.hypervisor.remote.RemoteHost;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.format.FleetReader;
import io.drover.socket.SocketLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The hosts of a fleet in another process, as a Drover is given them. */
public final class RemoteFleet {

  private RemoteFleet() {}

  /**
   * The hosts below {@code drover.simulated}, not connected yet; none if there are none. The fleet
   * may be started, end and be started again at any time, as real hosts are.
   *
   * @param drover the configuration below {@code drover}
   * @throws com.typesafe.config.ConfigException with everything that is wrong, and where
   */
  public static List<HostSpec> open(Config drover) {
    return open(FleetReader.read(drover));
  }

  /** The hosts of a fleet with this definition; their connections end as these are closed. */
  public static List<HostSpec> open(FleetDefinition fleet) {
    if (fleet.hosts().isEmpty()) {
      return List.of();
    }
    SocketLoop loop;
    try {
      loop = SocketLoop.start("drover-remote-hosts");
    } catch (IOException e) {
      throw new UncheckedIOException("no sockets can be served", e);
    }
    AtomicInteger open = new AtomicInteger(fleet.hosts().size());
    return fleet.hosts().stream()
        .map(
            host ->
                spec(
                    host,
                    new RemoteHost(
                        host.name(),
                        fleet.socket(),
                        loop,
                        () -> {
                          if (open.decrementAndGet() == 0) {
                            loop.close();
                          }
                        })))
        .toList();
  }

  private static HostSpec spec(HostDefinition host, RemoteHost remote) {
    return new HostSpec(
        host.name(),
        host.capacity(),
        host.sharedStorage(),
        remote.hypervisor(),
        remote.vifPlugger(),
        remote.volumeConnector());
  }
}
