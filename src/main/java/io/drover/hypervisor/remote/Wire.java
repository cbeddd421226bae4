package io.drover.hypervisor.remote;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.Done;

/** The form of messages: JSON, which can be read when something is amiss. */
public final class Wire {

  /** Bytes of the largest message: what is known of some ten thousand guests. */
  public static final int LARGEST_FRAME = 16 << 20;

  private final JsonMapper mapper;

  /**
   * The form of the ports' values.
   *
   * @param more how values look that other ports have
   */
  public Wire(Module... more) {
    mapper =
        JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), values())
            .addModules(List.of(more))
            .disable(
                SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = HypervisorEvent.GuestChanged.class, name = "guest-changed"),
    @JsonSubTypes.Type(value = HypervisorEvent.JobChanged.class, name = "job-changed")
  })
  private interface TypedEvent {}

  private static Module values() {
    return new SimpleModule()
        .setMixInAnnotation(HypervisorEvent.class, TypedEvent.class)
        .addSerializer(InstanceId.class, ToStringSerializer.instance)
        .addDeserializer(
            InstanceId.class,
            new JsonDeserializer<>() {
              @Override
              public InstanceId deserialize(JsonParser parser, DeserializationContext context)
                  throws IOException {
                return new InstanceId(parser.getText());
              }
            })
        .addKeyDeserializer(
            InstanceId.class,
            new KeyDeserializer() {
              @Override
              public InstanceId deserializeKey(String key, DeserializationContext context) {
                return new InstanceId(key);
              }
            })
        .addSerializer(
            Done.class,
            new JsonSerializer<>() {
              @Override
              public void serialize(Done done, JsonGenerator to, SerializerProvider provider)
                  throws IOException {
                to.writeString("done");
              }
            })
        .addDeserializer(
            Done.class,
            new JsonDeserializer<>() {
              @Override
              public Done deserialize(JsonParser parser, DeserializationContext context) {
                return Done.getInstance();
              }
            });
  }

  JsonMapper mapper() {
    return mapper;
  }

  /** A value as it travels, for whoever reads JSON. */
  public String text(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /** The frame of a message. */
  byte[] frame(Message message) {
    try {
      byte[] frame = mapper.writerFor(Message.class).writeValueAsBytes(message);
      if (frame.length > LARGEST_FRAME) {
        throw new IllegalArgumentException(
            "a message of %d bytes, where %d are the most".formatted(frame.length, LARGEST_FRAME));
      }
      return frame;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no message: " + e.getOriginalMessage(), e);
    }
  }

  /** The message of a frame; refuses what is none with an {@link IllegalArgumentException}. */
  Message message(byte[] frame) {
    try {
      return mapper.readValue(frame, Message.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("no message: " + firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    String text =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(text).lines().findFirst().orElse("");
  }
}
