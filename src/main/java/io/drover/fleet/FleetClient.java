package io.drover.fleet;

import io.drover.hypervisor.remote.RemotePort;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.socket.SocketLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** The control of a fleet in another process, over a connection of its own. Thread-safe. */
public final class FleetClient implements FleetControl {
  private final SocketLoop loop;
  private final FleetControl remote;

  private FleetClient(SocketLoop loop, FleetControl remote) {
    this.loop = loop;
    this.remote = remote;
  }

  /**
   * Connects to the fleet that listens at a path.
   *
   * @throws io.drover.hypervisor.HypervisorException as {@code UNREACHABLE}, when none does
   */
  public static FleetClient connect(Path socket) throws IOException {
    SocketLoop loop = SocketLoop.start("drover-fleet-client");
    try {
      return new FleetClient(
          loop, RemotePort.open(socket, FleetWire.TARGET, FleetWire.CONTROL, FleetWire.WIRE, loop));
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<FleetReport> report() {
    return remote.report();
  }

  @Override
  public CompletionStage<Done> inject(Fault fault) {
    return remote.inject(fault);
  }

  @Override
  public CompletionStage<Integer> heal(FaultSelector selector) {
    return remote.heal(selector);
  }

  /** Lets go of the connection; faults and all else in the fleet stay as they are. */
  @Override
  public void close() {
    remote.close();
    loop.close();
  }
}
