package io.drover.explorer;

import io.drover.model.Labelled;
import io.drover.scenario.Action;
import io.drover.scenario.ExpectKey;
import io.drover.scenario.Expectation;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import io.drover.scenario.MigrationReference;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each step is written. */
final class StepText {

  private static final String ORCHESTRATOR = "orchestrator";

  private StepText() {}

  static String of(Action action) {
    return object(action).toString();
  }

  private static Hocon object(Action action) {
    if (action instanceof Action.Request request) {
      return request(request);
    } else if (action instanceof Action.OfHost ofHost) {
      return ofHost(ofHost);
    } else if (action instanceof Action.Await await) {
      return within(new Hocon().name("await", await.target().name()), await.within());
    } else if (action instanceof Action.Sleep sleep) {
      return new Hocon().put("sleep", Hocon.duration(sleep.duration()));
    } else if (action instanceof Action.InjectFault inject) {
      return new Hocon().object("fault", fault(inject.fault()).name("as", inject.as()));
    } else if (action instanceof Action.Heal heal) {
      return heal(heal.selector());
    } else if (action instanceof Action.Crash crash) {
      Hocon text = new Hocon().name("crash", ORCHESTRATOR);
      Integer after = crash.afterMessages();
      return after == null ? text : text.put("after-messages", after.toString());
    } else if (action instanceof Action.Restart) {
      return new Hocon().name("restart", ORCHESTRATOR);
    } else if (action instanceof Action.Expect expect) {
      return within(
          new Hocon().object("expect", expectation(expect.expectation())), expect.within());
    }
    throw new IllegalArgumentException("a step that cannot be written: " + action);
  }

  private static Hocon request(Action.Request request) {
    Hocon text = new Hocon().name(request.verb().label(), request.target().name());
    if (request.verb() == Verb.REBOOT) {
      text.put("type", request.hard() ? "hard" : "soft");
    }
    text.name(request.verb() == Verb.RESOLVE ? "runs-on" : "to", request.host());
    if (request.blockMigration()) {
      text.put("block-migration", "true");
    }
    if (request.fenced()) {
      text.put("fenced", "true");
    }
    text.name("as", request.as());
    label(text, "refused", request.refused());
    return request.orRefused() ? text.put("or-refused", "true") : text;
  }

  private static Hocon ofHost(Action.OfHost action) {
    Hocon text = new Hocon().name(action.order().label(), action.host());
    text.name("reason", action.reason().isEmpty() ? null : action.reason());
    label(text, "refused", action.refused());
    return action.orRefused() ? text.put("or-refused", "true") : text;
  }

  private static Hocon fault(FaultSpec fault) {
    Hocon text =
        selectors(
            new Hocon(),
            fault.kind(),
            fault.operation(),
            fault.host(),
            fault.instance(),
            fault.between(),
            fault.at());
    if (fault.times() != null) {
      text.put("times", fault.times().toString());
    }
    if (fault.after() > 0) {
      text.put("after", String.valueOf(fault.after()));
    }
    return fault.delay().isZero() ? text : text.put("delay", Hocon.duration(fault.delay()));
  }

  private static Hocon heal(HealSelector selector) {
    if (selector instanceof HealSelector.Named named) {
      return new Hocon().object("heal", new Hocon().name("id", named.id()));
    } else if (selector instanceof HealSelector.Matching some) {
      Hocon inner =
          selectors(
              new Hocon(),
              some.kind(),
              some.operation(),
              some.host(),
              some.instance(),
              some.between(),
              some.at());
      return new Hocon().object("heal", inner);
    }
    return new Hocon().put("heal", "all");
  }

  private static Hocon selectors(
      Hocon text,
      @Nullable Labelled kind,
      @Nullable Labelled operation,
      @Nullable String host,
      @Nullable String instance,
      List<String> between,
      @Nullable Labelled at) {
    label(text, "operation", operation);
    label(text, "kind", kind);
    text.name("host", host).name("instance", instance);
    if (!between.isEmpty()) {
      text.put("between", Hocon.list(between));
    }
    label(text, "at", at);
    return text;
  }

  private static Hocon expectation(Expectation expectation) {
    Hocon text = new Hocon().name("instance", expectation.instance());
    MigrationReference migration = expectation.migration();
    if (migration instanceof MigrationReference.LatestOf latest) {
      text.name("migration-of", latest.instance());
    } else if (migration instanceof MigrationReference.Named named) {
      text.name("migration", named.name());
    }
    text.name("on-host", expectation.host());
    for (Map.Entry<ExpectKey, @Nullable Object> wanted : expectation.wanted().entrySet()) {
      text.put(wanted.getKey().label(), value(wanted.getValue()));
    }
    return text;
  }

  private static String value(@Nullable Object value) {
    if (value instanceof String word) {
      return Hocon.word(word);
    } else if (value instanceof List<?> names) {
      return Hocon.list(names.stream().map(String::valueOf).toList());
    } else if (value instanceof Map<?, ?> numbers) {
      Hocon inner = new Hocon();
      numbers.forEach((key, number) -> inner.put(String.valueOf(key), String.valueOf(number)));
      return inner.toString();
    }
    return String.valueOf(value);
  }

  private static Hocon within(Hocon text, @Nullable Duration within) {
    return within == null ? text : text.put("within", Hocon.duration(within));
  }

  private static void label(Hocon text, String key, @Nullable Labelled value) {
    text.name(key, value == null ? null : value.label());
  }
}
