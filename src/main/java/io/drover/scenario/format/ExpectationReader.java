package io.drover.scenario.format;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.drover.model.HostState;
import io.drover.model.Labelled;
import io.drover.model.MigrationStatus;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.scenario.ExpectKey;
import io.drover.scenario.ExpectKey.Subject;
import io.drover.scenario.Expectation;
import io.drover.scenario.MigrationReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@code expect} says. */
final class ExpectationReader {

  private static final Kind<Integer> COUNT = Kinds.integer(0);
  private static final Kind<String> REASON =
      Kinds.word("reason", withNone(Kinds.labels(Reason.values())));

  private final Section section;
  private final Names names;
  private final SortedSet<String> migrations;

  private ExpectationReader(Section section, Names names, SortedSet<String> migrations) {
    this.section = section;
    this.names = names;
    this.migrations = migrations;
  }

  /** Reads an expectation; {@code migrations} are the names given by the steps before it. */
  static Expectation read(Section section, Names names, SortedSet<String> migrations) {
    return new ExpectationReader(section, names, migrations).read();
  }

  private Expectation read() {
    String instance = section.optional(named(Subject.INSTANCE, 0), Kinds.NAME).orElse(null);
    if (instance != null) {
      names.checkInstance(section, named(Subject.INSTANCE, 0), instance);
    }
    MigrationReference migration = migration();
    String host = section.optional(named(Subject.HOST, 0), Kinds.NAME).orElse(null);
    if (host != null) {
      names.checkHost(section, named(Subject.HOST, 0), host);
    }
    Map<ExpectKey, @Nullable Object> wanted = new EnumMap<>(ExpectKey.class);
    for (ExpectKey key : ExpectKey.values()) {
      ConfigValue value = section.take(key.label());
      if (value != null) {
        wanted.put(key, value(key, value));
        checkSubject(key);
      }
    }
    if (wanted.isEmpty() && section.leftOver().isEmpty()) {
      section.wrong("", "expects nothing; keys: " + String.join(", ", expectable()));
    }
    return new Expectation(instance, migration, host, wanted);
  }

  private @Nullable MigrationReference migration() {
    String of = section.optional(named(Subject.MIGRATION, 0), Kinds.NAME).orElse(null);
    String key = named(Subject.MIGRATION, 1);
    String name = section.optional(key, Kinds.NAME).orElse(null);
    if (of != null && name != null) {
      section.wrong(key, "names a migration besides migration-of; one of the two is enough");
    }
    if (of != null) {
      names.checkInstance(section, named(Subject.MIGRATION, 0), of);
      return new MigrationReference.LatestOf(of);
    }
    if (name == null) {
      return null;
    }
    if (!migrations.contains(name)) {
      section.wrong(key, Suggestions.unknown("migration", "named before", name, migrations));
    }
    return new MigrationReference.Named(name);
  }

  private void checkSubject(ExpectKey key) {
    List<String> named = key.subject().namedBy();
    if (!named.isEmpty() && named.stream().noneMatch(section::has)) {
      section.wrong(key.label(), "needs " + String.join(" or ", named) + " beside it");
    }
  }

  private List<String> expectable() {
    List<Subject> there =
        Arrays.stream(Subject.values())
            .filter(subject -> subject.namedBy().stream().anyMatch(section::has))
            .toList();
    return Arrays.stream(ExpectKey.values())
        .filter(key -> there.isEmpty() || there.contains(key.subject()))
        .map(Labelled::label)
        .toList();
  }

  private @Nullable Object value(ExpectKey key, ConfigValue value) {
    boolean nothing = value.valueType() == ConfigValueType.NULL;
    if (nothing && key.subject() == Subject.MIGRATION) {
      return null;
    }
    return switch (key) {
      case HOST -> host(key);
      case VM_STATE -> required(key, Kinds.label("vm state", VmState.class)).label();
      case TASK_STATE -> required(key, Kinds.label("task state", TaskState.class)).label();
      case POWER_STATE -> required(key, Kinds.label("power state", PowerState.class)).label();
      case STATE -> required(key, Kinds.label("host state", HostState.class)).label();
      case DISABLED -> required(key, Kinds.FLAG);
      case FAULT, REASON -> required(key, REASON);
      case STATUS -> required(key, Kinds.label("status", MigrationStatus.class)).label();
      case RUNNING_COPIES, POST_CALLS, RECOVER_CALLS, ATTEMPTS, VIFS -> required(key, COUNT);
      case POST, RECOVER -> zeroOrOne(key);
      case CLAIMS, GUESTS -> instances(key);
      case SLOTS_USED -> slots(key, value);
      case NO_LEAKS, GUARANTEES ->
          required(key, Kinds.word("value", List.of("true"))).equals("true");
    };
  }

  private <T> T required(ExpectKey key, Kind<T> kind) {
    return section.required(key.label(), kind, "");
  }

  private String host(ExpectKey key) {
    String host = required(key, Kinds.NAME);
    names.checkHost(section, key.label(), host);
    return host;
  }

  private int zeroOrOne(ExpectKey key) {
    int number = required(key, COUNT);
    if (number > 1) {
      section.wrong(
          key.label(),
          "is 0 or 1: whether the hook was delivered; its calls are " + key.label() + "-calls");
    }
    return number;
  }

  private List<String> instances(ExpectKey key) {
    List<String> found = required(key, Kinds.list("instances", Kinds.NAME));
    found.forEach(name -> names.checkInstance(section, key.label(), name));
    return List.copyOf(new TreeSet<>(found));
  }

  private Map<String, Integer> slots(ExpectKey key, ConfigValue value) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    if (value instanceof ConfigObject object && object.isEmpty()) {
      section.wrong(key.label(), "expects nothing, such as { out = 1, in = 0 }");
    }
    section
        .object(key.label())
        .ifPresent(
            inner -> {
              inner.optional("out", COUNT).ifPresent(count -> slots.put("out", count));
              inner.optional("in", COUNT).ifPresent(count -> slots.put("in", count));
              inner.close();
            });
    return slots;
  }

  private static String named(Subject subject, int index) {
    return subject.namedBy().get(index);
  }

  private static List<String> withNone(List<String> labels) {
    List<String> all = new ArrayList<>(labels);
    all.add(0, "none");
    return all;
  }
}
