package io.drover.socket;

import io.drover.runtime.Timeline;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the connections that wait at a socket. When that cannot be, for want of file descriptors
 * for instance, it lets them wait a little longer, in place of trying again and again, and logs it
 * once. For the thread of a selector.
 */
public final class Acceptor {
  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  /** How long it waits after a failure. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Source source;
  private final Timeline timeline;
  private boolean failing;

  /** Where connections come from. */
  interface Source {

    /** The next one; null: none waits. */
    @Nullable SocketChannel accept() throws IOException;
  }

  /** Whoever is given the connections. */
  public interface Taker {

    /** Takes one that does not block; it is closed if this fails. */
    void take(SocketChannel channel) throws IOException;
  }

  /**
   * Accepts nothing yet.
   *
   * @param timeline runs what ends a pause, on a thread of its own
   */
  public Acceptor(ServerSocketChannel server, Timeline timeline) {
    this(server::accept, timeline);
  }

  Acceptor(Source source, Timeline timeline) {
    this.source = source;
    this.timeline = timeline;
  }

  /** Hands over the next connection, if there is one; to be called when its key is ready. */
  public void accept(SelectionKey key, Taker taker) {
    SocketChannel channel;
    try {
      channel = source.accept();
      failing = false;
    } catch (ClosedChannelException e) {
      return;
    } catch (IOException e) {
      pause(key, e);
      return;
    }
    if (channel != null) {
      hand(channel, taker);
    }
  }

  private void pause(SelectionKey key, IOException why) {
    if (!failing) {
      failing = true;
      log.warn("connections have to wait, for none can be accepted: {}", why.getMessage());
    }
    lookFor(0, key);
    timeline.after(PAUSE, () -> lookFor(SelectionKey.OP_ACCEPT, key));
  }

  private static void lookFor(int operations, SelectionKey key) {
    try {
      key.interestOps(operations);
      key.selector().wakeup();
    } catch (CancelledKeyException closed) {
      // Nobody is to be accepted any more.
    }
  }

  private static void hand(SocketChannel channel, Taker taker) {
    try {
      channel.configureBlocking(false);
      taker.take(channel);
    } catch (IOException | RuntimeException e) {
      log.warn("a connection could not be taken", e);
      close(channel);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // It is gone either way.
    }
  }
}
