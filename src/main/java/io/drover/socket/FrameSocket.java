package io.drover.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries frames: four bytes that say how long it is, then so many. Sending never
 * waits; a peer that does not read what it is sent is given up. Apart from {@link #send} and {@link
 * #close} everything is the loop's thread's.
 */
public final class FrameSocket implements SocketLoop.Party {

  /** Far more than waits for a peer that reads; it would only grow for one that does not. */
  private static final long MOST_QUEUED = 64L << 20;

  /** How many frames are taken from one peer before the others have their turn. */
  private static final int FRAMES_AT_ONCE = 64;

  private final SocketChannel channel;
  private final SocketLoop loop;
  private final int largestFrame;
  private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
  private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
  private final AtomicLong queued = new AtomicLong();
  private @Nullable ByteBuffer body;
  private @Nullable Listener listener;
  private @Nullable String farewell;
  private boolean over;

  /** Is told what happens to a connection, by the loop's thread. */
  public interface Listener {

    /** A frame has arrived. */
    void received(byte[] frame);

    /** The connection is over, for whatever reason; nothing follows. */
    void closed(String why);
  }

  FrameSocket(SocketChannel channel, SocketLoop loop, int largestFrame) {
    this.channel = channel;
    this.loop = loop;
    this.largestFrame = largestFrame;
  }

  /** From now on the listener is told. */
  void begin(Listener told) {
    loop.execute(() -> listener = told);
    loop.register(channel, SelectionKey.OP_READ, this);
  }

  /** Sends a frame after those that were sent before; without effect when the socket is closed. */
  public void send(byte[] frame) {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + frame.length);
    buffer.putInt(frame.length).put(frame).flip();
    if (queued.addAndGet(buffer.remaining()) > MOST_QUEUED) {
      close("it does not read what it is sent");
    } else {
      onLoop(() -> write(buffer));
    }
  }

  /** Sends what was sent before, then closes; the listener is told this reason. */
  public void close(String why) {
    onLoop(
        () -> {
          farewell = why;
          if (outgoing.isEmpty() || queued.get() > MOST_QUEUED) {
            end(why);
          }
        });
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException closed) {
      // The loop has told the listener, and there is nobody left to send anything.
    }
  }

  private void write(ByteBuffer buffer) {
    if (over || farewell != null) {
      return;
    }
    outgoing.add(buffer);
    try {
      flush();
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
    }
  }

  private void flush() throws IOException {
    while (!outgoing.isEmpty()) {
      ByteBuffer first = outgoing.element();
      queued.addAndGet(-channel.write(first));
      if (first.hasRemaining()) {
        break;
      }
      outgoing.remove();
    }
    SelectionKey key = loop.keyOf(channel);
    if (key != null) {
      key.interestOps(
          outgoing.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
    if (outgoing.isEmpty() && farewell != null) {
      end(farewell);
    }
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    if (key.isWritable()) {
      flush();
    }
    for (int frames = 0; frames < FRAMES_AT_ONCE && !over; frames++) {
      byte[] frame = read();
      if (frame == null) {
        return;
      }
      if (listener != null) {
        listener.received(frame);
      }
    }
  }

  /** The next frame, or null when it is not complete yet. */
  private byte @Nullable [] read() throws IOException {
    if (body == null) {
      if (!filled(header)) {
        return null;
      }
      int length = header.flip().getInt();
      header.clear();
      if (length < 0 || length > largestFrame) {
        throw new IOException(
            "a frame of %d bytes, where %d are the most; it is no peer of this program's kind"
                .formatted(length, largestFrame));
      }
      body = ByteBuffer.allocate(length);
    }
    if (!filled(body)) {
      return null;
    }
    byte[] frame = body.array();
    body = null;
    return frame;
  }

  private boolean filled(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer);
      if (count < 0) {
        throw new IOException("the other side has ended");
      }
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void end(String why) {
    if (over) {
      return;
    }
    over = true;
    outgoing.clear();
    try {
      channel.close();
    } catch (IOException closedAnyhow) {
      // Nothing more can be done about it.
    }
    if (listener != null) {
      listener.closed(why);
    }
  }
}
