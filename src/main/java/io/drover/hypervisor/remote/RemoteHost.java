package io.drover.hypervisor.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.network.VifPlugger;
import io.drover.socket.SocketLoop;
import io.drover.storage.VolumeConnector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A host whose ports another process serves. {@code connect} opens a connection, which replaces the
 * former one once the host has told what it is; what was under way on that one is then unknown.
 * Stages are completed by the thread of the sockets, which what depends on them must not hold up.
 */
public final class RemoteHost implements PortType.Caller {
  /** Events that wait for a slow listener; more are dropped, they are hints only. */
  private static final int EVENTS_BUFFERED = 256;

  private final String name;
  private final Path socket;
  private final SocketLoop loop;
  private final Runnable onClose;
  private final Wire wire;
  private final HostPortTypes types;
  private final NavigableMap<Long, Link> links = new TreeMap<>();
  private @Nullable Link current;
  private long lastAttempt;
  private boolean closed;

  /**
   * A host that is not connected yet.
   *
   * @param name under which it is served
   * @param socket where
   * @param loop whose thread serves the connection
   * @param onClose run once its hypervisor was closed
   */
  public RemoteHost(String name, Path socket, SocketLoop loop, Runnable onClose) {
    this.name = name;
    this.socket = socket;
    this.loop = loop;
    this.onClose = onClose;
    wire = new Wire();
    types = new HostPortTypes(wire);
  }

  /** Its hypervisor. */
  public Hypervisor hypervisor() {
    Map<String, Supplier<@Nullable Object>> own = new TreeMap<>();
    own.put("connect", this::connect);
    own.put("events", this::events);
    own.put(
        "close",
        () -> {
          close();
          return null;
        });
    return types.hypervisor().proxy(this, own);
  }

  /** Its network; works while its hypervisor is connected. */
  public VifPlugger vifPlugger() {
    return types.vifPlugger().proxy(this, Map.of());
  }

  /** Its storage; works while its hypervisor is connected. */
  public VolumeConnector volumeConnector() {
    return types.volumeConnector().proxy(this, Map.of());
  }

  @Override
  public <R> CompletionStage<R> call(
      String port, String method, List<JsonNode> arguments, PortType.Reader<R> as) {
    Link link = current();
    return link == null
        ? CompletableFuture.failedStage(notConnected())
        : link.call(port, method, arguments, as);
  }

  private synchronized @Nullable Link current() {
    return current;
  }

  private synchronized HypervisorException notConnected() {
    return new HypervisorException(
        Kind.UNREACHABLE, "%s is %s".formatted(name, closed ? "closed" : "not connected"));
  }

  private CompletionStage<HostFacts> connect() {
    Link link;
    long attempt;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedStage(notConnected());
      }
      try {
        link = Link.open(socket, name, wire, loop);
      } catch (HypervisorException e) {
        return CompletableFuture.failedStage(e);
      }
      attempt = ++lastAttempt;
      links.put(attempt, link);
    }
    return types
        .hypervisor()
        .proxy(link, Map.of())
        .connect()
        .whenComplete(
            (facts, failure) -> {
              if (failure == null) {
                adopt(attempt);
              } else {
                drop(attempt);
              }
            });
  }

  /** The connection replaces what was opened before it, unless it was replaced itself. */
  private void adopt(long attempt) {
    List<Link> replaced = List.of();
    synchronized (this) {
      Link link = links.get(attempt);
      if (link != null) {
        current = link;
        NavigableMap<Long, Link> earlier = links.headMap(attempt, false);
        replaced = List.copyOf(earlier.values());
        earlier.clear();
      }
    }
    replaced.forEach(Link::close);
  }

  private void drop(long attempt) {
    Link link;
    synchronized (this) {
      link = links.remove(attempt);
    }
    if (link != null) {
      link.close();
    }
  }

  private Source<HypervisorEvent, NotUsed> events() {
    return Source.<HypervisorEvent>queue(EVENTS_BUFFERED)
        .mapMaterializedValue(
            listener -> {
              Link link = current();
              if (link == null) {
                listener.fail(notConnected());
              } else {
                link.listen(listener);
              }
              return NotUsed.getInstance();
            });
  }

  private void close() {
    List<Link> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      current = null;
      open = List.copyOf(links.values());
      links.clear();
    }
    open.forEach(Link::close);
    onClose.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
