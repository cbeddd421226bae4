package io.drover.hypervisor.remote;

import io.drover.socket.SocketLoop;
import java.nio.file.Path;
import java.util.Map;

/** A single port that another process serves, over one connection. */
public final class RemotePort {

  private RemotePort() {}

  /**
   * Opens a connection, which lasts until the port is closed or the other side ends; all calls fail
   * as {@code UNREACHABLE} from then on.
   *
   * @param target under which name the port is served
   * @throws io.drover.hypervisor.HypervisorException as {@code UNREACHABLE}, when nobody listens
   *     there
   */
  public static <T extends AutoCloseable> T open(
      Path socket, String target, PortType<T> type, Wire wire, SocketLoop loop) {
    Link link = Link.open(socket, target, wire, loop);
    return type.proxy(
        link,
        Map.of(
            "close",
            () -> {
              link.close();
              return null;
            }));
  }
}
