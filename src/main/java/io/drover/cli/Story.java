package io.drover.cli;

import io.drover.model.OneLine;
import io.drover.scenario.Durations;
import io.drover.scenario.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells events in sentences, each on a line. Remembers what was last told of each transfer, of each
 * hook and of each host's disks, so that only what is new is told: another round over the memory, a
 * longer pause allowed, another call, another sum.
 */
final class Story {

  private final Map<String, String> toldProgress = new HashMap<>();
  private final Map<String, String> toldDisks = new HashMap<>();
  private final Map<String, String> toldHooks = new HashMap<>();

  /** The time of the run, in a column of its own. */
  static String time(Duration at) {
    return String.format(Locale.ROOT, "%10.3f s", at.toMillis() / 1000.0);
  }

  /** The event in a sentence; empty when there is nothing new to tell. */
  Optional<String> sentence(Event event) {
    String text =
        switch (event.kind()) {
          case STEP -> "step %s: %s".formatted(event.text("step"), event.text("action"));
          case ANSWER -> answer(event);
          case INSTANCE -> instance(event);
          case MIGRATION_STATUS -> status(event);
          case MIGRATION_WAITS -> "its migration waits: " + event.text("waits-for");
          case MIGRATION_PROGRESS -> progress(event);
          case MIGRATION_UNRESOLVED ->
              "nobody can tell at present where it is: " + event.text("why");
          case VIF_PLUG_FAILED ->
              "plugging VIFs on %s failed, attempt %s of %s: %s"
                  .formatted(
                      event.text("host"),
                      event.text("attempt"),
                      event.text("attempts"),
                      event.text("error"));
          case HOOK -> hook(event);
          case HOST ->
              event.text("host") + " is " + event.text("state") + because(event.text("why"));
          case DISK_OVER_COMMIT -> disks(event);
          case ORCHESTRATOR -> "the orchestrator " + event.text("state");
          case VIOLATION -> violation(event);
        };
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String instance = event.instance();
    return Optional.of(OneLine.of(instance == null ? text : instance + ": " + text));
  }

  private static String answer(Event event) {
    return event.fields().get("accepted") == Boolean.TRUE
        ? ""
        : "%s refused, %s%s"
            .formatted(event.text("request"), event.text("refusal"), because(event.text("detail")));
  }

  private static String instance(Event event) {
    String vmState = event.text("vm-state");
    String task = event.text("task-state");
    String power = event.text("power-state");
    String fault = event.text("fault");
    return vmState
        + " on "
        + event.text("host")
        + (task.equals("none") ? "" : ", task " + task)
        + (power.equals(usualPower(vmState)) ? "" : ", power " + power)
        + (fault.isEmpty() ? "" : ", fault " + fault);
  }

  /** The power state that goes without saying. */
  private static String usualPower(String vmState) {
    return switch (vmState) {
      case "building" -> "nostate";
      case "active" -> "running";
      case "stopped", "deleted" -> "shutdown";
      default -> vmState;
    };
  }

  private static String status(Event event) {
    String leftovers = event.text("leftovers");
    return "migration from %s to %s is %s%s%s"
        .formatted(
            event.text("source"),
            event.text("destination"),
            event.text("status"),
            because(event.text("reason")),
            leftovers.equals("[]") ? "" : ", left over: " + leftovers);
  }

  private String progress(Event event) {
    String round = event.text("iteration") + " " + event.text("max-downtime");
    return round.equals(toldProgress.put(event.text("migration"), round)) ? "" : transfer(event);
  }

  /** How far a transfer is. */
  static String transfer(Event event) {
    Object downtime = event.fields().get("max-downtime");
    return "%s of %s left, round %s, %s/s, pause at most %s"
        .formatted(
            Sizes.words(event.number("memory-remaining")),
            Sizes.words(event.number("memory-total")),
            event.text("iteration"),
            Sizes.words(event.number("rate")),
            downtime instanceof Duration pause ? Durations.words(pause) : "?");
  }

  private String hook(Event event) {
    String state = event.text("state");
    String text =
        "%s hook %s, call %s%s"
            .formatted(
                event.text("hook"),
                state.equals("pending") ? "called" : state,
                event.text("call"),
                because(event.text("error")));
    return text.equals(toldHooks.put(event.text("migration"), text)) ? "" : text;
  }

  private String disks(Event event) {
    String host = event.text("host");
    String sum = event.text("bytes") + " " + event.text("skipped");
    return sum.equals(Objects.requireNonNullElse(toldDisks.put(host, sum), "0 0"))
        ? ""
        : "%s: disks may grow by %s (guests: %s, skipped: %s)"
            .formatted(
                host,
                Sizes.words(event.number("bytes")),
                event.text("guests"),
                event.text("skipped"));
  }

  private static String violation(Event event) {
    return "%s IS VIOLATED by %s: %s"
        .formatted(event.text("guarantee"), event.text("who"), event.text("what"));
  }

  private static String because(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }
}
