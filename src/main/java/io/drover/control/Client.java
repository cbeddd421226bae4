package io.drover.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the server's. Reads and writes what it can without waiting, on the server's
 * thread; answers come from any thread.
 */
final class Client {
  private static final Logger LOG = LoggerFactory.getLogger(Client.class);

  private static final int CHUNK = 1 << 16;

  private final SocketChannel channel;
  private final String user;
  private final Lines lines;
  private final Outbox outbox;
  private final int mostRequests;
  private final Runnable wakeUp;

  /** Requests without their answer. */
  private final AtomicInteger unanswered = new AtomicInteger();

  /** Waits for an end. */
  private final AtomicInteger waits = new AtomicInteger();

  private final ByteBuffer arrived = ByteBuffer.allocate(CHUNK).flip();
  private @Nullable ByteBuffer leaving;
  private boolean saidAll;

  /**
   * A client that was accepted.
   *
   * @param user who it runs as
   * @param wakeUp has the server look again what this client is ready for
   */
  Client(SocketChannel channel, String user, ControlSettings settings, Runnable wakeUp) {
    this.channel = channel;
    this.user = user;
    this.lines = new Lines(settings.lineBytes());
    this.outbox = new Outbox(settings.events());
    this.mostRequests = settings.requests();
    this.wakeUp = wakeUp;
  }

  String user() {
    return user;
  }

  /** What it is to be looked at for; 0: nothing for now. */
  int interest() {
    boolean takes = !saidAll && !arrived.hasRemaining() && hasRoom();
    return (takes ? SelectionKey.OP_READ : 0) | lastInterest();
  }

  /** The same once nothing more is taken from it. */
  int lastInterest() {
    return leaving != null || !outbox.isEmpty() ? SelectionKey.OP_WRITE : 0;
  }

  private boolean hasRoom() {
    return unanswered.get() + waits.get() + outbox.answers() < mostRequests;
  }

  /** Whether it said all it had to say and was answered; then nobody watches or waits any more. */
  boolean isDone() {
    return saidAll
        && !arrived.hasRemaining()
        && leaving == null
        && unanswered.get() == 0
        && outbox.answers() == 0
        && lines.areWhole();
  }

  /** Whether there are answers that it was not sent yet. */
  boolean isOwed() {
    return leaving != null || outbox.answers() > 0;
  }

  /** Takes what has arrived. */
  void read() throws IOException {
    arrived.clear();
    saidAll = channel.read(arrived) < 0;
    arrived.flip();
  }

  /** The next line to answer; null: none has ended, or too many are unanswered. */
  Lines.@Nullable Line nextLine() {
    if (!hasRoom()) {
      return null;
    }
    Lines.Line line = lines.next(arrived);
    return line == null && saidAll ? lines.rest() : line;
  }

  /** Sends what the client takes at present. */
  void write() throws IOException {
    for (ByteBuffer piece = piece(); piece != null; piece = piece()) {
      channel.write(piece);
      if (piece.hasRemaining()) {
        return;
      }
      leaving = null;
    }
  }

  private @Nullable ByteBuffer piece() {
    if (leaving == null) {
      Protocol.Reply next = outbox.next();
      leaving =
          next == null
              ? null
              : ByteBuffer.wrap((line(next) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return leaving;
  }

  private String line(Protocol.Reply reply) {
    try {
      return Protocol.line(reply.id(), reply.answer());
    } catch (RuntimeException e) {
      LOG.error("an answer to {} cannot be written", user, e);
      return Protocol.line(reply.id(), substitute(reply.answer()));
    }
  }

  /** For an answer that cannot be written, which is a fault of this program's. */
  private static Answer substitute(Answer answer) {
    return answer instanceof Answer.Event
        ? new Answer.Lost(1)
        : new Answer.Failed(
            "there is an answer, but it cannot be written; the server's log says why");
  }

  /** Tells it an event, if it watches. */
  void event(Answer.Event event) {
    if (outbox.watched()) {
      outbox.event(event);
      wakeUp.run();
    }
  }

  /** Where the answers to its next request go, which counts as unanswered from now on. */
  Replies replies(String id, boolean waited) {
    unanswered.incrementAndGet();
    return new Replies() {
      private volatile boolean watches;

      @Override
      public void answer(Answer answer) {
        if (waited && answer instanceof Answer.Accepted) {
          waits.incrementAndGet();
        }
        try {
          send(answer);
          if (watches && answer instanceof Answer.Instances) {
            outbox.flow();
          } else if (watches) {
            outbox.unwatch(id);
          }
        } finally {
          unanswered.decrementAndGet();
          wakeUp.run();
        }
      }

      @Override
      public void watch() {
        outbox.watch(id);
        watches = true;
      }

      @Override
      public void ended(Answer end) {
        send(end);
        waits.decrementAndGet();
        wakeUp.run();
      }

      private void send(Answer answer) {
        outbox.answer(new Protocol.Reply(id, answer));
      }
    };
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
