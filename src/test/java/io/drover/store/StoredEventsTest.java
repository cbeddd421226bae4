package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.host.HostEvent;
import io.drover.host.HostMarks;
import io.drover.instance.InstanceEvent;
import io.drover.instance.InstanceEvents;
import io.drover.instance.RegistryEvent;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationEvents;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredEventsTest {
  private static final ActorTestKit TEST_KIT = ActorTestKit.create(ConfigFactory.load());
  private static final Serialization SERIALIZATION = SerializationExtension.get(TEST_KIT.system());

  private static final List<HostEvent> OF_HOST =
      List.of(new HostEvent.Marked(new HostMarks("a new kernel", ""), Instant.EPOCH));

  @AfterAll
  static void shutDown() {
    TEST_KIT.shutdownTestKit();
  }

  static Stream<StoredEvent> storedEvents() {
    return Stream.of(InstanceEvents.all(), InstanceEvents.ofRegistry(), OF_HOST)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("storedEvents")
  void anEventIsReadFromTheJournalAsItWasWritten(StoredEvent event) {
    Serializer serializer = SERIALIZATION.findSerializerFor(event);
    String manifest = Serializers.manifestFor(serializer, event);

    Object read =
        SERIALIZATION
            .deserialize(serializer.toBinary(event), serializer.identifier(), manifest)
            .get();

    assertThat(read).isEqualTo(event);
    assertThat(serializer).isInstanceOf(JacksonCborSerializer.class);
  }

  @Test
  void noTypeOfEventIsLeftOut() {
    assertThat(types(InstanceEvents.all())).isEqualTo(permitted(InstanceEvent.class));
    assertThat(types(MigrationEvents.all())).isEqualTo(permitted(MigrationEvent.class));
    assertThat(types(OF_HOST)).isEqualTo(permitted(HostEvent.class));
    assertThat(types(InstanceEvents.ofRegistry())).isEqualTo(permitted(RegistryEvent.class));
  }

  private static Set<Class<?>> types(Collection<?> events) {
    return events.stream().map(Object::getClass).collect(Collectors.toSet());
  }

  private static Set<Class<?>> permitted(Class<?> events) {
    return Arrays.stream(events.getPermittedSubclasses()).collect(Collectors.toSet());
  }
}
