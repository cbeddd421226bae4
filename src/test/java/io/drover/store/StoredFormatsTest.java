package io.drover.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.ConfigFactory;
import io.drover.instance.InstanceEvent;
import io.drover.migration.MigrationEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores are read by every later version of the code: what each version of each format has written
 * is recorded beside the tests, never changes, and is read. {@code src/doc/stored-formats.md} tells
 * how a format is changed.
 */
class StoredFormatsTest {
  private static final String WRITE = "drover.write-formats";
  private static final String COMMAND = "mvn -q test -Dtest=StoredFormatsTest -D" + WRITE + "=true";

  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());

  /** Adds what is not recorded yet, when asked to. What is recorded stays. */
  @BeforeAll
  static void record() throws IOException {
    if (Boolean.getBoolean(WRITE)) {
      for (StoredFormat format : formats()) {
        int version = format.version();
        format.recorded(version).plus(format.written()).write(format.root(), version);
      }
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  static List<StoredFormat> formats() throws IOException {
    return StoredFormat.all(KIT.system());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everythingIsRecorded(StoredFormat format) throws IOException {
    assertThat(format.written().lackedBy(format.recorded(format.version())))
        .as("what is not in %s yet; %s adds it", file(format), COMMAND)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatIsWrittenIsWhatItsVersionSays(StoredFormat format) throws IOException {
    FormatFile recorded = format.recorded(format.version());

    format
        .written()
        .samples()
        .forEach(
            (name, entry) ->
                assertThat(entry)
                    .as(
                        "%s as it is written now, and as version %d has it in stores. Do not change"
                            + " what is recorded: raise the version of %s, whose migration makes"
                            + " the old into the new, and run %s",
                        name, format.version(), format, COMMAND)
                    .isEqualTo(recorded.samples().getOrDefault(name, entry)));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void nothingThatStoresMayHoldIsTakenAway(StoredFormat format) throws IOException {
    assertThat(format.recorded(format.version()).lackedBy(format.written()))
        .as(
            "what stores may hold and %s does not know any more. It goes with a new version only,"
                + " whose migration makes something else of it",
            format)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatThisVersionWroteIsReadAsItWas(StoredFormat format) throws IOException {
    int version = format.version();
    Map<String, Object> samples = Samples.of(format.root());

    for (Map.Entry<String, FormatFile.Entry> each : format.recorded(version).samples().entrySet()) {
      assertThat(format.read(each.getValue(), version))
          .as(each.getKey())
          .isEqualTo(samples.get(each.getKey()));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatAnOlderVersionWroteIsReadAsWhatItMeansInTheNext(StoredFormat format) throws IOException {
    for (int version = 1; version < format.version(); version++) {
      FormatFile old = format.recorded(version);
      assertThat(old.samples()).as("%s, version %d", format, version).isNotEmpty();
      for (Map.Entry<String, FormatFile.Entry> each : old.samples().entrySet()) {
        assertThat(format.read(each.getValue(), version))
            .as("%s, version %d", each.getKey(), version)
            .isEqualTo(meaning(format, version, each.getKey(), each.getValue()));
      }
    }
  }

  private static Object meaning(
      StoredFormat format, int version, String name, FormatFile.Entry entry) throws IOException {
    if (entry.means() != null) {
      return format.read(entry.means(), version + 1);
    }
    FormatFile.Entry same = format.recorded(version + 1).samples().get(name);
    return same == null
        ? "not told: version %d has no %s, so say what it means".formatted(version + 1, name)
        : format.read(same, version + 1);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatPeopleReadIsWhatIsInTheBytes(StoredFormat format) throws IOException {
    for (int version = 1; version <= format.version(); version++) {
      for (FormatFile.Entry entry : format.recorded(version).samples().values()) {
        assertThat(StoredFormat.json(entry)).isEqualTo(entry.json());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatIsNotOfItsVersionIsRefused(StoredFormat format) throws IOException {
    int version = format.version();
    FormatFile.Entry some = format.recorded(version).samples().values().iterator().next();
    ObjectNode more = some.json().deepCopy();
    more.put("unheard-of", 1);
    ObjectNode less = some.json().deepCopy();
    less.remove(List.copyOf(new HashSet<>(fields(less))));

    assertThatThrownBy(() -> format.read(more, version)).hasMessageContaining("unheard-of");
    assertThatThrownBy(() -> format.read(less, version)).hasMessageContaining("Missing");
    assertThatThrownBy(() -> format.read(some, version + 1))
        .hasMessageContaining("is behind version %d", version + 1);
  }

  private static List<String> fields(ObjectNode node) {
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !name.equals("type"))
        .toList();
  }

  @Test
  void allThatIsStoredHasASerializerOfDrovers() throws IOException {
    List<? extends Class<?>> roots = formats().stream().map(StoredFormat::root).toList();
    Set<String> without =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.drover")
                .stream()
                .filter(type -> type.isAssignableTo(Stored.class) && !type.isInterface())
                .filter(type -> roots.stream().noneMatch(type::isAssignableTo))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

    assertThat(without).as("types that reference.conf binds to no serializer").isEmpty();
    assertThat(roots).hasSizeGreaterThanOrEqualTo(5);
    assertThat(formats()).extracting(StoredFormat::serializer).doesNotHaveDuplicates();
  }

  /** One of the changes that were made, in the words of its event. */
  @Test
  void theHostThatADecisionCutsOffIsReadUnderItsOlderName() throws IOException {
    StoredFormat format =
        formats().stream().filter(each -> each.root() == InstanceEvent.class).findFirst().get();
    FormatFile.Entry old =
        Objects.requireNonNull(format.recorded(1).samples().get("OfMigration Decided"));

    assertThat(old.json().at("/event/fenced").asText()).isEqualTo("fenced");
    assertThat(format.read(old, 1))
        .isInstanceOfSatisfying(
            InstanceEvent.OfMigration.class,
            of ->
                assertThat(of.event())
                    .isInstanceOfSatisfying(
                        MigrationEvent.Decided.class,
                        decided -> assertThat(decided.cutOff()).isEqualTo("fenced")));
  }

  @Test
  void whatAnApplicationSetsForJacksonChangesNothing() throws IOException {
    ActorTestKit kit =
        ActorTestKit.create(
            ConfigFactory.parseString(
                    """
                    pekko.serialization.jackson {
                      serialization-features.WRITE_DATES_AS_TIMESTAMPS = on
                      deserialization-features.FAIL_ON_UNKNOWN_PROPERTIES = off
                      jackson-modules = []
                      compression { algorithm = gzip, compress-larger-than = 1 }
                      type-in-manifest = on
                    }
                    pekko.serialization.jackson.jackson-cbor.type-in-manifest = on
                    """)
                .withFallback(ConfigFactory.load()));
    try {
      List<StoredFormat> set = StoredFormat.all(kit.system());
      for (StoredFormat format : formats()) {
        assertThat(set.remove(0).written()).as("%s", format).isEqualTo(format.written());
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static String file(StoredFormat format) {
    return FormatFile.path(format.root(), format.version()).toString();
  }
}
