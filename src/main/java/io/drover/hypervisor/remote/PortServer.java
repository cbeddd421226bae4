package io.drover.hypervisor.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.runtime.Stages;
import io.drover.socket.FrameSocket;
import io.drover.socket.SocketFile;
import io.drover.socket.SocketLoop;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves ports of this process to others. Each connection is offered what its hello asks for. Calls
 * are made by the sockets' thread, so the ports must not block; what a connection asked for before
 * it was lost is carried out, and nobody hears of it.
 */
public final class PortServer {
  private static final Logger log = LoggerFactory.getLogger(PortServer.class);

  private final Wire wire;
  private final Function<String, Optional<Offer>> offers;
  private final ClassicActorSystemProvider streams;

  private PortServer(
      Wire wire, Function<String, Optional<Offer>> offers, ClassicActorSystemProvider streams) {
    this.wire = wire;
    this.offers = offers;
    this.streams = streams;
  }

  /**
   * Serves whoever connects from now on, until the loop or the file is closed.
   *
   * @param offers makes an offer for the target of a hello; empty: there is none of this name
   * @param streams what runs the streams of events
   */
  public static void start(
      SocketFile file,
      SocketLoop loop,
      Wire wire,
      Function<String, Optional<Offer>> offers,
      ClassicActorSystemProvider streams)
      throws IOException {
    PortServer server = new PortServer(wire, offers, streams);
    loop.accept(file, Wire.LARGEST_FRAME, socket -> server.new Session(socket));
  }

  private final class Session implements FrameSocket.Listener {
    private final FrameSocket socket;
    private final AtomicBoolean listening = new AtomicBoolean();
    private @Nullable Offer offer;

    private Session(FrameSocket socket) {
      this.socket = socket;
    }

    @Override
    public void received(byte[] frame) {
      try {
        on(wire.message(frame));
      } catch (IllegalArgumentException e) {
        refuse(String.valueOf(e.getMessage()));
      }
    }

    private void on(Message message) {
      Offer offered = offer;
      if (offered == null) {
        if (message instanceof Message.Hello hello) {
          begin(hello);
        } else {
          refuse("a connection begins with a hello");
        }
      } else if (message instanceof Message.Call call) {
        carryOut(call, offered);
      } else if (message instanceof Message.Listen) {
        listen(offered);
      } else {
        refuse("clients do not say this");
      }
    }

    private void begin(Message.Hello hello) {
      if (hello.version() != Message.VERSION) {
        refuse("version %d is spoken here, not %d".formatted(Message.VERSION, hello.version()));
        return;
      }
      Optional<Offer> made = offers.apply(hello.target());
      offer = made.orElse(null);
      if (made.isEmpty()) {
        refuse("there is no %s here".formatted(hello.target()));
      }
    }

    private void refuse(String why) {
      log.warn("A connection is refused: {}", why);
      socket.send(wire.frame(new Message.Refused(why)));
      socket.close(why);
    }

    private void carryOut(Message.Call call, Offer offered) {
      Offer.Served<?> served =
          offered.ports().stream()
              .filter(port -> port.type().name().equals(call.port()))
              .findFirst()
              .orElse(null);
      if (served == null) {
        fail(call, new IllegalArgumentException("there is no port " + call.port()));
        return;
      }
      try {
        begin(served, call)
            .whenComplete(
                (value, failure) -> {
                  if (failure == null) {
                    answer(call, value);
                  } else {
                    fail(call, failure);
                  }
                });
      } catch (RuntimeException e) {
        fail(call, e);
      }
    }

    private <T> CompletionStage<JsonNode> begin(Offer.Served<T> served, Message.Call call) {
      return served.type().carryOut(served.port(), call.method(), call.arguments());
    }

    private void answer(Message.Call call, JsonNode value) {
      byte[] frame;
      try {
        frame = wire.frame(new Message.Answer(call.id(), value));
      } catch (IllegalArgumentException tooLarge) {
        fail(call, new IllegalStateException(tooLarge.getMessage()));
        return;
      }
      socket.send(frame);
    }

    private void fail(Message.Call call, Throwable why) {
      socket.send(wire.frame(new Message.Failed(call.id(), Failure.of(why))));
    }

    private void listen(Offer offered) {
      if (listening.compareAndSet(false, true)) {
        Stages.direct(offered.events().runWith(Sink.<HypervisorEvent>foreach(this::tell), streams))
            .whenComplete((done, failure) -> eventsEnded(failure));
      }
    }

    private void tell(HypervisorEvent event) {
      socket.send(wire.frame(new Message.Event(event)));
    }

    private void eventsEnded(@Nullable Throwable failure) {
      listening.set(false); // before the client knows and may listen again
      socket.send(
          wire.frame(new Message.EventsEnded(failure == null ? null : Failure.of(failure))));
    }

    @Override
    public void closed(String why) {
      Offer offered = offer;
      if (offered != null) {
        offered.onEnd().run();
      }
    }
  }
}
