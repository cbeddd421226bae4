package io.drover.scenario.format;

import com.typesafe.config.ConfigObject;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Reads what {@code fault} and {@code heal} say. */
final class FaultReader {

  private static final String HEAL = "heal";

  private FaultReader() {}

  static FaultSpec fault(Section section, Names names) {
    Selectors selectors = Selectors.read(section, names);
    FaultKind kind = selectors.kind == null ? FaultKind.ERROR : selectors.kind;
    Integer times = section.optional("times", Kinds.integer(1)).orElse(null);
    int after = section.optional("after", Kinds.integer(0)).orElse(0);
    Duration delay = section.optional("delay", Kinds.DURATION).orElse(Duration.ZERO);
    checkOperation(section, kind, selectors.operation);
    switch (kind.target()) {
      case CALL -> {}
      case GUEST -> needs(section, kind, "instance", "instance = web-1");
      case HOST -> needs(section, kind, "host", "host = hv1");
      case LINK -> {
        needs(section, kind, "between", "between = [hv1, hv2]");
        excludes(section, kind, "host");
      }
    }
    if (kind.target() != FaultKind.Target.LINK) {
      excludes(section, kind, "between");
    }
    if (kind.target() != FaultKind.Target.CALL) {
      excludes(section, kind, "times");
      checkCall(section, kind, selectors);
    }
    checkMigration(section, kind, selectors.at);
    if (kind == FaultKind.SLOW) {
      needs(section, kind, "delay", "delay = 5 s");
    } else {
      excludes(section, kind, "delay");
    }
    return new FaultSpec(
        kind,
        selectors.operation,
        selectors.host,
        selectors.instance,
        selectors.between,
        times,
        after,
        delay,
        selectors.at);
  }

  static HealSelector selector(Section section, Names names, SortedSet<String> declared) {
    if (!(section.take(HEAL) instanceof ConfigObject)) {
      section.required(HEAL, Kinds.word("selection", List.of("all")), "write heal = all");
      return new HealSelector.All();
    }
    Section inner = section.object(HEAL).orElseThrow();
    if (inner.keys().isEmpty()) {
      inner.wrong("", "says nothing; write heal = all to heal everything");
    }
    HealSelector selector;
    String id = inner.optional("id", Kinds.NAME).orElse(null);
    if (id != null) {
      if (!declared.contains(id)) {
        inner.wrong("id", Suggestions.unknown("fault", "named before", id, declared));
      }
      selector = new HealSelector.Named(id);
    } else {
      Selectors found = Selectors.read(inner, names);
      selector =
          new HealSelector.Matching(
              found.kind, found.operation, found.host, found.instance, found.between, found.at);
    }
    inner.close();
    return selector;
  }

  private static void checkOperation(Section section, FaultKind kind, @Nullable Call operation) {
    if (kind.target() == FaultKind.Target.CALL) {
      needs(section, kind, "operation", "operation = migrate, or any");
    } else if (kind.target() != FaultKind.Target.HOST) {
      excludes(section, kind, "operation");
    }
    if (operation == Call.JOURNAL_WRITE && section.has("host")) {
      section.wrong("host", "a journal write is made on no host; name an instance, or nothing");
    }
    if (kind == FaultKind.REJECTED && operation != Call.JOURNAL_WRITE) {
      section.wrong("kind", "only a journal rejects; write operation = journal-write");
    }
  }

  /** A host fault may wait for a call to the host instead of a stretch of a migration. */
  private static void checkCall(Section section, FaultKind kind, Selectors selectors) {
    if (selectors.operation == null) {
      excludes(section, kind, "after");
    } else if (selectors.at != null) {
      section.wrong("at", "the fault waits for a call already; leave out one of operation and at");
    }
  }

  /**
   * A guest fault strikes a guest wherever it is, and a host fault all that is there. The other of
   * the two names only narrows down whose migration is waited for.
   */
  private static void checkMigration(Section section, FaultKind kind, @Nullable MigrationPhase at) {
    String other =
        switch (kind.target()) {
          case CALL -> "";
          case GUEST -> "host";
          case HOST, LINK -> "instance";
        };
    if (other.isEmpty() || !section.has(other)) {
      return;
    }
    if (at == null) {
      section.wrong(other, "says which migration is waited for, which needs at as well");
    } else if (at == MigrationPhase.SWITCH_OVER) {
      section.wrong(other, NotYet.message(other + " with a " + kind.label() + " at switch-over"));
    }
  }

  private static void needs(Section section, FaultKind kind, String key, String example) {
    if (!section.has(key)) {
      section.missing(key, "a fault of kind " + kind.label() + " needs it, such as " + example);
    }
  }

  private static void excludes(Section section, FaultKind kind, String key) {
    if (section.has(key)) {
      section.wrong(key, "has no meaning for a fault of kind " + kind.label());
    }
  }

  /** What faults and the healing of faults have in common. */
  private record Selectors(
      @Nullable FaultKind kind,
      @Nullable Call operation,
      @Nullable String host,
      @Nullable String instance,
      List<String> between,
      @Nullable MigrationPhase at) {

    static Selectors read(Section section, Names names) {
      String host = section.optional("host", Kinds.NAME).orElse(null);
      if (host != null) {
        names.checkHost(section, "host", host);
      }
      String instance = section.optional("instance", Kinds.NAME).orElse(null);
      if (instance != null) {
        names.checkInstance(section, "instance", instance);
      }
      return new Selectors(
          section.optional("kind", Kinds.label("kind", FaultKind.class)).orElse(null),
          section.optional("operation", Kinds.label("operation", Call.class)).orElse(null),
          host,
          instance,
          link(section, names),
          section.optional("at", Kinds.label("stretch", MigrationPhase.class)).orElse(null));
    }

    private static List<String> link(Section section, Names names) {
      List<String> between =
          section.optional("between", Kinds.list("two hosts", Kinds.NAME)).orElse(null);
      if (between == null) {
        return List.of();
      }
      between.forEach(host -> names.checkHost(section, "between", host));
      if (between.size() != 2 || between.get(0).equals(between.get(1))) {
        section.wrong("between", "expected two different hosts, such as between = [hv1, hv2]");
      }
      return between;
    }
  }
}
