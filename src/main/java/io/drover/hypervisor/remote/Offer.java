package io.drover.hypervisor.remote;

import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What one connection is served.
 *
 * @param ports the ports
 * @param events what is told to whoever listens
 * @param onEnd done when the connection is over
 */
public record Offer(
    List<Served<?>> ports, Source<HypervisorEvent, NotUsed> events, Runnable onEnd) {

  /** Copies the list. */
  public Offer {
    ports = List.copyOf(ports);
  }

  /** A port of this process. */
  public record Served<T>(PortType<T> type, T port) {}

  /** A single port. */
  public static <T> Offer of(PortType<T> type, T port) {
    return new Offer(List.of(new Served<>(type, port)), Source.empty(), () -> {});
  }

  /** The ports of a host; the hypervisor is closed with the connection. */
  public static Offer host(
      Hypervisor hypervisor, VifPlugger vifPlugger, VolumeConnector volumeConnector, Wire wire) {
    HostPortTypes types = new HostPortTypes(wire);
    return new Offer(
        List.of(
            new Served<>(types.hypervisor(), hypervisor),
            new Served<>(types.vifPlugger(), vifPlugger),
            new Served<>(types.volumeConnector(), volumeConnector)),
        hypervisor.events(),
        hypervisor::close);
  }
}
