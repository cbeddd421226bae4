package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One migration that is made to last in a status which is short, or another operation, and one
 * fault, each kind as often as the others, while it lasts.
 */
final class RareState {

  private enum Status {
    ACCEPTED,
    QUEUED,
    POST_COPY,
    HOOK_PENDING,
    OPERATION
  }

  /** What is asked for, and what has to come before. */
  private static final Map<Verb, Optional<Verb>> OPERATIONS = operations();

  /** Which of a migration's writes keeps it where it is, when it takes long. */
  private static final int QUEUEING = 1;

  private static final int PREPARING = 2;

  private static final List<FaultKind> CALLS =
      List.of(FaultKind.ERROR, FaultKind.HANG, FaultKind.SLOW, FaultKind.LOST_ANSWER);
  private static final List<FaultKind> WRITES =
      List.of(
          FaultKind.ERROR,
          FaultKind.HANG,
          FaultKind.SLOW,
          FaultKind.LOST_ANSWER,
          FaultKind.REJECTED);
  private static final List<FaultKind> OTHERS =
      List.of(
          FaultKind.GUEST_CRASH,
          FaultKind.GUEST_STUCK,
          FaultKind.DOWN,
          FaultKind.UNREACHABLE,
          FaultKind.PARTITION);

  /** A crash, besides what is listed above. */
  private static final int COLUMNS = CALLS.size() + WRITES.size() + OTHERS.size() + 1;

  private static final Duration REST = Duration.ofSeconds(30);

  private final Dice dice;
  private final List<Action> steps = new ArrayList<>();
  private final RandomRequests requests;
  private final String instance;
  private final String from;
  private final String to;

  /** For any instance. */
  RareState(Dice dice, RandomRequests requests) {
    this.dice = dice;
    this.requests = requests;
    instance = requests.instance();
    from = requests.place(instance);
    to = requests.otherThan(from);
  }

  private static Map<Verb, Optional<Verb>> operations() {
    Map<Verb, Optional<Verb>> all = new EnumMap<>(Verb.class);
    all.put(Verb.REBOOT, Optional.empty());
    all.put(Verb.STOP, Optional.empty());
    all.put(Verb.START, Optional.of(Verb.STOP));
    all.put(Verb.PAUSE, Optional.empty());
    all.put(Verb.UNPAUSE, Optional.of(Verb.PAUSE));
    all.put(Verb.SUSPEND, Optional.empty());
    all.put(Verb.RESUME, Optional.of(Verb.SUSPEND));
    all.put(Verb.DELETE, Optional.empty());
    all.put(Verb.BOOT, Optional.of(Verb.DELETE));
    return all;
  }

  /** From an instance that is at rest where nothing is wrong. */
  List<Action> steps() {
    steps.add(new Action.Heal(new HealSelector.All()));
    steps.add(new Action.Await(new Target(instance), REST));
    Status status = dice.chance(30) ? Status.OPERATION : dice.pick(List.of(Status.values()));
    switch (status) {
      case ACCEPTED -> {
        slow(Call.JOURNAL_WRITE, QUEUEING);
        migrate();
        sleep(1, 2_000);
      }
      case QUEUED -> {
        slow(Call.JOURNAL_WRITE, PREPARING);
        migrate();
        sleep(1, 2_000);
      }
      case HOOK_PENDING -> {
        slow(Call.POST_HOOK, 0);
        migrate();
        sleep(1_000, 12_000);
      }
      case POST_COPY -> {
        migrate();
        sleep(100, 1_500);
        steps.add(Steps.request(Verb.FORCE_COMPLETE_MIGRATION, instance));
        sleep(5, 300);
      }
      case OPERATION -> operation();
    }
    strike(dice.below(COLUMNS), status);
    return steps;
  }

  private void migrate() {
    steps.add(Steps.migrate(instance, to, false));
    requests.moved(instance, to);
  }

  private void operation() {
    Verb verb = dice.pick(List.copyOf(OPERATIONS.keySet()));
    OPERATIONS
        .getOrDefault(verb, Optional.empty())
        .ifPresent(
            before -> {
              steps.add(requests.ask(before, instance));
              steps.add(new Action.Await(new Target(instance), REST));
            });
    slow(dice.pick(Vocabulary.callsOf(verb)), 0);
    steps.add(requests.ask(verb, instance));
    sleep(1, 3_000);
  }

  private void slow(Call call, int after) {
    Duration delay = Duration.ofMillis(dice.between(3_000, 9_000));
    inject(new FaultSpec(FaultKind.SLOW, call, null, instance, List.of(), 1, after, delay, null));
  }

  private void sleep(int least, int most) {
    steps.add(new Action.Sleep(Duration.ofMillis(dice.mostlySmall(least, most, 2))));
  }

  private void strike(int column, Status status) {
    if (column < CALLS.size()) {
      boolean hook = status == Status.HOOK_PENDING && dice.chance(30);
      String host = status == Status.OPERATION ? from : host();
      ofCall(CALLS.get(column), hook ? Call.POST_HOOK : Call.ANY, hook ? null : host);
    } else if (column < CALLS.size() + WRITES.size()) {
      ofCall(WRITES.get(column - CALLS.size()), Call.JOURNAL_WRITE, null);
    } else if (column < COLUMNS - 1) {
      other(OTHERS.get(column - CALLS.size() - WRITES.size()));
    } else {
      steps.add(new Action.Crash(dice.mostlySmall(1, 60, 2)));
    }
  }

  private String host() {
    return dice.chance(70) ? from : to;
  }

  private void ofCall(FaultKind kind, Call call, @Nullable String host) {
    Duration delay = kind == FaultKind.SLOW ? Duration.ofSeconds(2) : Duration.ZERO;
    inject(
        new FaultSpec(
            kind, call, host, host == null ? instance : null, List.of(), 2, 0, delay, null));
  }

  private void other(FaultKind kind) {
    FaultKind.Target target = kind.target();
    inject(
        new FaultSpec(
            kind,
            null,
            target == FaultKind.Target.HOST ? host() : null,
            target == FaultKind.Target.GUEST ? instance : null,
            target == FaultKind.Target.LINK ? List.of(from, to) : List.of(),
            null,
            0,
            Duration.ZERO,
            null));
  }

  private void inject(FaultSpec fault) {
    steps.add(new Action.InjectFault(fault, null));
  }
}
