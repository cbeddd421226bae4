package io.drover.scenario;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperFactory;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProviderSetup;
import org.jspecify.annotations.Nullable;

/**
 * What turns events to bytes and back, handed on from one actor system to the next: it learns the
 * classes of events once, not at every restart of every run. Used by one run at a time.
 */
final class EventMapper extends JacksonObjectMapperFactory implements AutoCloseable {

  /** What the names of Drover's serializers begin with; all have the same settings. */
  private static final String STORED = "drover-";

  private static final Queue<ObjectMapper> IDLE = new ConcurrentLinkedQueue<>();

  private @Nullable ObjectMapper mapper = IDLE.poll();

  /** For an actor system that is to use it. */
  ActorSystemSetup setup() {
    return ActorSystemSetup.create(new JacksonObjectMapperProviderSetup(this));
  }

  /** Pekko configures what it is given, which changes nothing the second time. */
  @Override
  public synchronized ObjectMapper newObjectMapper(String binding, JsonFactory format) {
    if (!binding.startsWith(STORED)) {
      return super.newObjectMapper(binding, format);
    }
    ObjectMapper known = mapper;
    if (known == null) {
      known = super.newObjectMapper(binding, format);
      mapper = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    ObjectMapper known = mapper;
    mapper = null;
    if (known != null) {
      IDLE.add(known);
    }
  }
}
