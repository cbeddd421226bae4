package io.drover.fleet;

import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A fleet of two quick hosts in this process, served over a socket in a folder of its own. */
final class TestFleet implements AutoCloseable {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final FleetSettings QUICK =
      new FleetSettings(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, false, 0);

  private final Path folder;
  private final FleetDefinition definition;
  private FleetServer server;

  TestFleet() {
    try {
      folder = Files.createTempDirectory("drover-fleet");
      definition =
          new FleetDefinition(folder.resolve("socket"), List.of(host("hv1"), host("hv2")), QUICK);
      server = FleetServer.start(definition, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HostDefinition host(String name) {
    return new HostDefinition(name, new Flavor(16, 64L << 30, 1L << 40), 1L << 30, true, 0);
  }

  FleetDefinition definition() {
    return definition;
  }

  FleetClient client() {
    try {
      return FleetClient.connect(definition.socket());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A hypervisor of one of the hosts, with a thread of its own. */
  Hypervisor open(String host) {
    List<HostDefinition> only =
        definition.hosts().stream().filter(one -> one.name().equals(host)).toList();
    return RemoteFleet.open(new FleetDefinition(definition.socket(), only, definition.settings()))
        .get(0)
        .hypervisor();
  }

  /** Its process ends. */
  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It ends, if it has not, and another one takes its place, with the same hosts, but empty. */
  void restart() {
    stop();
    try {
      server = FleetServer.start(definition, 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Files.deleteIfExists(folder.resolve("socket.lock"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
