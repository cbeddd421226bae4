package io.drover.hypervisor.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.socket.FrameSocket;
import io.drover.socket.SocketLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: the calls that wait for their answers and those who listen to events.
 * When it is lost the calls fail as {@code UNREACHABLE}, their effects unknown, and the events end.
 */
final class Link implements PortType.Caller, AutoCloseable {
  private final String target;
  private final Wire wire;
  private final Map<Long, Waiting<?>> waiting = new TreeMap<>();
  private final List<BoundedSourceQueue<HypervisorEvent>> listeners = new ArrayList<>();
  private @Nullable FrameSocket socket;
  private @Nullable String end;
  private long lastId;

  private Link(String target, Wire wire) {
    this.target = target;
    this.wire = wire;
  }

  private record Waiting<R>(CompletableFuture<R> stage, PortType.Reader<R> reader) {
    void answer(JsonNode value) {
      try {
        stage.complete(reader.read(value));
      } catch (JsonProcessingException e) {
        stage.completeExceptionally(
            new HypervisorException(
                Kind.FAILED, "the answer cannot be read: " + e.getOriginalMessage(), e));
      }
    }
  }

  /** Opens a connection to what is served under a name; fails as {@code UNREACHABLE}. */
  static Link open(Path path, String target, Wire wire, SocketLoop loop) {
    Link link = new Link(target, wire);
    try {
      FrameSocket socket = loop.connect(path, Wire.LARGEST_FRAME, link.new Ear());
      link.begin(socket);
      return link;
    } catch (IOException | RejectedExecutionException e) {
      throw new HypervisorException(
          Kind.UNREACHABLE,
          "%s cannot be reached at %s: %s".formatted(target, path, e.getMessage()),
          e);
    }
  }

  private synchronized void begin(FrameSocket opened) {
    socket = opened;
    opened.send(wire.frame(new Message.Hello(Message.VERSION, target)));
  }

  @Override
  public <R> CompletionStage<R> call(
      String port, String method, List<JsonNode> arguments, PortType.Reader<R> as) {
    CompletableFuture<R> stage = new CompletableFuture<>();
    synchronized (this) {
      if (end != null) {
        return CompletableFuture.failedStage(lost(end));
      }
      lastId++;
      send(new Message.Call(lastId, port, method, arguments));
      waiting.put(lastId, new Waiting<>(stage, as));
    }
    return stage;
  }

  private synchronized void send(Message message) {
    if (socket != null) {
      socket.send(wire.frame(message));
    }
  }

  /** Tells a listener of events until the connection is lost or the host tells no more. */
  void listen(BoundedSourceQueue<HypervisorEvent> listener) {
    @Nullable String why;
    synchronized (this) {
      why = end;
      if (why == null) {
        listeners.removeIf(BoundedSourceQueue::isCompleted);
        if (listeners.isEmpty()) {
          send(new Message.Listen());
        }
        listeners.add(listener);
      }
    }
    if (why != null) {
      listener.fail(lost(why));
    }
  }

  private HypervisorException lost(String why) {
    return new HypervisorException(
        Kind.UNREACHABLE, "the connection to %s is lost: %s".formatted(target, why));
  }

  private final class Ear implements FrameSocket.Listener {

    @Override
    public void received(byte[] frame) {
      Message message;
      try {
        message = wire.message(frame);
      } catch (IllegalArgumentException e) {
        Link.this.end(String.valueOf(e.getMessage()));
        return;
      }
      if (message instanceof Message.Answer answer) {
        answered(answer.id(), waiting -> waiting.answer(answer.value()));
      } else if (message instanceof Message.Failed failed) {
        RuntimeException why = failed.failure().exception();
        answered(failed.id(), waiting -> waiting.stage().completeExceptionally(why));
      } else if (message instanceof Message.Event event) {
        listenersNow().forEach(listener -> listener.offer(event.event()));
      } else if (message instanceof Message.EventsEnded ended) {
        Failure failure = ended.failure();
        endEvents(failure == null ? null : failure.exception());
      } else if (message instanceof Message.Refused refused) {
        Link.this.end(refused.why());
      } else {
        Link.this.end("it speaks out of turn");
      }
    }

    @Override
    public void closed(String why) {
      Link.this.end(why);
    }
  }

  private void answered(long id, Consumer<Waiting<?>> how) {
    Waiting<?> call;
    synchronized (this) {
      call = waiting.remove(id);
    }
    if (call != null) {
      how.accept(call);
    }
  }

  private synchronized List<BoundedSourceQueue<HypervisorEvent>> listenersNow() {
    return List.copyOf(listeners);
  }

  private void endEvents(@Nullable RuntimeException failure) {
    List<BoundedSourceQueue<HypervisorEvent>> ending;
    synchronized (this) {
      ending = List.copyOf(listeners);
      listeners.clear();
    }
    ending.forEach(listener -> end(listener, failure));
  }

  private static void end(
      BoundedSourceQueue<HypervisorEvent> listener, @Nullable RuntimeException failure) {
    try {
      if (failure == null) {
        listener.complete();
      } else {
        listener.fail(failure);
      }
    } catch (IllegalStateException cancelled) {
      // Whoever listened has stopped by itself, which can happen at any moment.
    }
  }

  private void end(String why) {
    List<Waiting<?>> lost;
    synchronized (this) {
      if (end != null) {
        return;
      }
      end = why;
      lost = List.copyOf(waiting.values());
      waiting.clear();
      if (socket != null) {
        socket.close(why);
      }
    }
    lost.forEach(call -> call.stage().completeExceptionally(lost(why)));
    endEvents(null);
  }

  @Override
  public void close() {
    end("it was closed");
  }

  @Override
  public String toString() {
    return target;
  }
}
