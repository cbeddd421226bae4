package io.drover.socket;

import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that accepts, reads and writes for any number of sockets, and waits for none of
 * them. Whoever listens to a socket is told on this thread and must not block.
 */
public final class SocketLoop implements Executor, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SocketLoop.class);

  private final Selector selector;
  private final RealTimeline timeline = new RealTimeline();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean closed;

  /** What is registered with the selector. */
  interface Party {
    /** Its channel can do something. */
    void ready(SelectionKey key) throws IOException;

    /** It will not be ready any more. */
    void end(String why);
  }

  private SocketLoop(Selector selector) {
    this.selector = selector;
  }

  /** Starts the thread. */
  public static SocketLoop start(String name) throws IOException {
    SocketLoop loop = new SocketLoop(Selector.open());
    Thread thread = new Thread(loop::run, name);
    thread.setDaemon(true);
    thread.start();
    return loop;
  }

  /**
   * Opens a connection to whoever listens at a path.
   *
   * @param largestFrame bytes of the largest frame that is taken from the other side
   * @throws IOException when nobody does, or it takes no more connections at present
   */
  public FrameSocket connect(Path path, int largestFrame, FrameSocket.Listener listener)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException("too many wait there to be connected");
      }
      FrameSocket socket = new FrameSocket(channel, this, largestFrame);
      socket.begin(listener);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Accepts connections from now on; {@code host} says who listens to each of them. */
  public void accept(
      SocketFile file, int largestFrame, Function<FrameSocket, FrameSocket.Listener> host)
      throws IOException {
    ServerSocketChannel server = file.channel();
    server.configureBlocking(false);
    register(
        server,
        SelectionKey.OP_ACCEPT,
        new Entrance(new Acceptor(server, timeline), largestFrame, host));
  }

  private final class Entrance implements Party {
    private final Acceptor acceptor;
    private final int largestFrame;
    private final Function<FrameSocket, FrameSocket.Listener> host;

    private Entrance(
        Acceptor acceptor, int largestFrame, Function<FrameSocket, FrameSocket.Listener> host) {
      this.acceptor = acceptor;
      this.largestFrame = largestFrame;
      this.host = host;
    }

    @Override
    public void ready(SelectionKey key) {
      acceptor.accept(
          key,
          channel -> {
            FrameSocket socket = new FrameSocket(channel, SocketLoop.this, largestFrame);
            socket.begin(host.apply(socket));
          });
    }

    @Override
    public void end(String why) {}
  }

  /** Has the party told when its channel can do something. */
  void register(SelectableChannel channel, int operations, Party party) {
    execute(
        () -> {
          try {
            channel.register(selector, operations, party);
          } catch (IOException | RuntimeException e) {
            party.end("the connection is closed");
          }
        });
  }

  /** The registration of a channel; null before and after it. */
  @Nullable SelectionKey keyOf(SelectableChannel channel) {
    return channel.keyFor(selector);
  }

  /**
   * Does something on the thread.
   *
   * @throws RejectedExecutionException after {@link #close()}
   */
  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      if (closed) {
        throw new RejectedExecutionException("the sockets are closed");
      }
      tasks.add(task);
    }
    selector.wakeup();
  }

  private void run() {
    try (selector;
        timeline) {
      while (!isClosed()) {
        selector.select(SocketLoop::ready);
        runTasks();
      }
      runTasks();
      selector.keys().forEach(key -> ((Party) key.attachment()).end("the sockets are closed"));
    } catch (IOException e) {
      log.error("Sockets are not served any more", e);
    }
  }

  private boolean isClosed() {
    synchronized (tasks) {
      return closed;
    }
  }

  private void runTasks() {
    List<Runnable> due;
    synchronized (tasks) {
      due = List.copyOf(tasks);
      tasks.clear();
    }
    due.forEach(SocketLoop::runLogged);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("A task of a socket failed", e);
    }
  }

  private static void ready(SelectionKey key) {
    Party party = (Party) key.attachment();
    try {
      party.ready(key);
    } catch (IOException e) {
      party.end(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      log.error("A socket failed", e);
      party.end(e.toString());
    }
  }

  /** Ends the thread and all sockets that it serves. */
  @Override
  public void close() {
    synchronized (tasks) {
      closed = true;
    }
    selector.wakeup();
  }
}
