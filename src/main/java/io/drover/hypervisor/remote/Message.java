package io.drover.hypervisor.remote;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.drover.hypervisor.HypervisorEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the two ends of a connection tell each other, one a frame. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Message.Hello.class, name = "hello"),
  @JsonSubTypes.Type(value = Message.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Message.Call.class, name = "call"),
  @JsonSubTypes.Type(value = Message.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = Message.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Message.Listen.class, name = "listen"),
  @JsonSubTypes.Type(value = Message.Event.class, name = "event"),
  @JsonSubTypes.Type(value = Message.EventsEnded.class, name = "events-ended")
})
sealed interface Message {

  /** The version of all this; the two ends must have the same. */
  int VERSION = 1;

  /**
   * The first message of a client.
   *
   * @param target which of what is served it wants, such as the name of a host
   */
  record Hello(int version, String target) implements Message {}

  /** The server's answer to a hello that it has nothing for; it closes the connection. */
  record Refused(String why) implements Message {}

  /**
   * A client's call.
   *
   * @param id its number on this connection, which its answer carries
   */
  record Call(long id, String port, String method, List<JsonNode> arguments) implements Message {}

  /** A call has succeeded. */
  record Answer(long id, JsonNode value) implements Message {}

  /** A call has failed. */
  record Failed(long id, Failure failure) implements Message {}

  /** A client wants to hear of the host's events from now on. */
  record Listen() implements Message {}

  /** One of the host's events. */
  record Event(HypervisorEvent event) implements Message {}

  /** The host tells no more events until the client listens again; null: it has just ended. */
  record EventsEnded(@Nullable Failure failure) implements Message {}
}
