package io.drover.scenario.format;

import io.drover.model.HostOrder;
import io.drover.model.Refusal;
import io.drover.scenario.Action;
import io.drover.scenario.ExpectKey;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads steps, one after the other: what a step may refer to depends on those before it. */
final class StepReader {

  /** Stands for a step that is wrong. */
  static final Action PLACEHOLDER = new Action.Restart();

  private static final String ORCHESTRATOR = "orchestrator";
  private static final String AS = "as";
  private static final String OR_REFUSED = "or-refused";
  private static final String NO_REASON = "the scenario says so";

  private final Names names;
  private final Map<String, Function<Section, Action>> actions = new LinkedHashMap<>();
  private final SortedSet<String> migrations = new TreeSet<>();
  private final SortedSet<String> faults = new TreeSet<>();
  private boolean crashed;

  StepReader(Names names) {
    this.names = names;
    for (Verb verb : Verb.values()) {
      actions.put(verb.label(), section -> request(verb, section));
    }
    for (HostOrder order : HostOrder.values()) {
      actions.put(order.label(), section -> ofHost(order, section));
    }
    actions.put("await", this::await);
    actions.put("sleep", this::sleep);
    actions.put("fault", this::fault);
    actions.put("heal", this::heal);
    actions.put("crash", this::crash);
    actions.put("restart", this::restart);
    actions.put("expect", this::expect);
  }

  Action read(Section section) {
    List<String> found = section.keys().stream().filter(actions::containsKey).toList();
    Function<Section, Action> only = found.size() == 1 ? actions.get(found.get(0)) : null;
    if (only != null) {
      Action action = only.apply(section);
      section.close();
      return action;
    }
    if (!found.isEmpty()) {
      section.wrong(
          "",
          "one step does one thing, found "
              + String.join(" and ", found)
              + "; steps on one line need a comma between them");
    } else if (section.keys().isEmpty()) {
      section.wrong("", "the step is empty; steps: " + String.join(", ", actions.keySet()));
    } else {
      List<String> near = new ArrayList<>();
      section.keys().forEach(key -> near.addAll(Suggestions.nearest(key, actions.keySet())));
      String guess = near.isEmpty() ? "" : "did you mean '" + near.get(0) + "'? ";
      section.wrong(
          "",
          "no step is called %s (%ssteps: %s)"
              .formatted(
                  Text.quote(String.join(", ", section.keys())),
                  guess,
                  String.join(", ", actions.keySet())));
    }
    return PLACEHOLDER;
  }

  private Action request(Verb verb, Section section) {
    Refusal refused = refusal(section);
    Target target = target(verb.label(), section, refused != null);
    String host = null;
    boolean blockMigration = false;
    boolean fenced = false;
    String as = null;
    boolean hard = false;
    if (verb == Verb.LIVE_MIGRATE) {
      host = host(section, "to", "where to, such as to = hv2", refused);
      blockMigration = section.optional("block-migration", Kinds.FLAG).orElse(false);
      as = declared(section, migrations);
      if (as != null && target.all()) {
        section.wrong(AS, "one name cannot stand for the migrations of all instances");
      }
    } else if (verb == Verb.RESOLVE) {
      host = host(section, "runs-on", "where it runs, such as runs-on = hv2", refused);
      fenced = section.optional("fenced", Kinds.FLAG).orElse(false);
    } else if (verb == Verb.REBOOT) {
      Kind<String> type = Kinds.word("type of reboot", List.of("soft", "hard"));
      hard = section.optional("type", type).orElse("soft").equals("hard");
    }
    return new Action.Request(
        verb, target, hard, host, blockMigration, fenced, as, refused, orRefused(section, refused));
  }

  private Action ofHost(HostOrder order, Section section) {
    Refusal refused = refusal(section);
    String host = section.required(order.label(), Kinds.NAME, "which host, or all");
    if (refused == null && !host.equals(Target.ALL)) {
      names.checkHost(section, order.label(), host);
    }
    String reason =
        order.needsReason() ? section.optional("reason", Kinds.SCALAR).orElse(NO_REASON) : "";
    return new Action.OfHost(order, host, reason, refused, orRefused(section, refused));
  }

  private static @Nullable Refusal refusal(Section section) {
    return section.optional("refused", Kinds.label("refusal", Refusal.class)).orElse(null);
  }

  /** A host that does not exist may be named where that is to be refused. */
  private String host(Section section, String key, String what, @Nullable Refusal refused) {
    String host = section.required(key, Kinds.NAME, what);
    if (refused == null) {
      names.checkHost(section, key, host);
    }
    return host;
  }

  private static boolean orRefused(Section section, @Nullable Refusal refused) {
    boolean orRefused = section.optional(OR_REFUSED, Kinds.FLAG).orElse(false);
    if (orRefused && refused != null) {
      section.wrong(
          OR_REFUSED, "says that a refusal is fine, and refused that it must be; leave one out");
    }
    return orRefused;
  }

  private Action await(Section section) {
    Target target = target("await", section, false);
    Duration within =
        section.required("within", Kinds.DURATION, "how long to wait, such as within = 60 s");
    return new Action.Await(target, within);
  }

  private Action sleep(Section section) {
    return new Action.Sleep(section.required("sleep", Kinds.DURATION, ""));
  }

  private Action fault(Section section) {
    Section inner = section.object("fault").orElse(null);
    if (inner == null) {
      return PLACEHOLDER;
    }
    // Both places read well, so both are right.
    String as = declared(inner.has(AS) ? inner : section, faults);
    Action action = new Action.InjectFault(FaultReader.fault(inner, names), as);
    inner.close();
    return action;
  }

  private Action heal(Section section) {
    return new Action.Heal(FaultReader.selector(section, names, faults));
  }

  private Action crash(Section section) {
    orchestrator("crash", section);
    if (crashed) {
      section.wrong("crash", "the orchestrator is down or is going to crash; restart it first");
    }
    crashed = true;
    return new Action.Crash(section.optional("after-messages", Kinds.integer(1)).orElse(null));
  }

  private Action restart(Section section) {
    orchestrator("restart", section);
    if (!crashed) {
      section.wrong("restart", "the orchestrator is not down; crash it first");
    }
    crashed = false;
    return new Action.Restart();
  }

  private static void orchestrator(String key, Section section) {
    Kind<String> kind = Kinds.word("part", List.of(ORCHESTRATOR));
    section.required(key, kind, "write " + key + " = " + ORCHESTRATOR);
  }

  private Action expect(Section section) {
    Section inner = section.object("expect").orElse(null);
    if (inner == null) {
      return PLACEHOLDER;
    }
    // Both places read well, so both are right.
    Section timed = inner.has("within") ? inner : section;
    Duration within = timed.optional("within", Kinds.DURATION).orElse(null);
    if (within != null && inner.has(ExpectKey.GUARANTEES.label())) {
      timed.wrong(
          "within", "guarantees are checked once, when all is quiet; await or sleep before");
    }
    Action action = new Action.Expect(ExpectationReader.read(inner, names, migrations), within);
    inner.close();
    return action;
  }

  private Target target(String key, Section section, boolean anything) {
    Target target = new Target(section.required(key, Kinds.NAME, "which instance"));
    if (!anything && !target.all()) {
      names.checkInstance(section, key, target.name());
    }
    return target;
  }

  /** The name that a step gives to what it makes, which no step before has given. */
  private static @Nullable String declared(Section section, SortedSet<String> given) {
    String name = section.optional(AS, Kinds.NAME).orElse(null);
    if (name != null && !given.add(name)) {
      section.wrong(AS, "the name " + Text.quote(name) + " is given twice");
    }
    return name;
  }
}
