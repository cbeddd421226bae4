package io.drover.explorer;

import io.drover.explorer.Dice.Weighted;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation with faults that lie in wait for what it does: calls that it makes, writes of its
 * record, and whatever may happen while it is under way.
 */
final class Ambush {

  private static final List<Weighted<FaultKind>> OF_CALLS =
      List.of(
          new Weighted<>(5, FaultKind.ERROR),
          new Weighted<>(4, FaultKind.HANG),
          new Weighted<>(4, FaultKind.SLOW),
          new Weighted<>(5, FaultKind.LOST_ANSWER),
          new Weighted<>(2, FaultKind.DOWN),
          new Weighted<>(2, FaultKind.UNREACHABLE));

  private static final List<FaultKind> OF_JOURNAL =
      List.of(
          FaultKind.ERROR,
          FaultKind.ERROR,
          FaultKind.HANG,
          FaultKind.SLOW,
          FaultKind.SLOW,
          FaultKind.SLOW,
          FaultKind.LOST_ANSWER,
          FaultKind.REJECTED);

  private static final List<Weighted<FaultKind>> MEANWHILE =
      List.of(
          new Weighted<>(4, FaultKind.GUEST_CRASH),
          new Weighted<>(4, FaultKind.GUEST_STUCK),
          new Weighted<>(2, FaultKind.DOWN),
          new Weighted<>(3, FaultKind.UNREACHABLE),
          new Weighted<>(3, FaultKind.PARTITION));

  /** As many writes as the longest operation makes. */
  private static final int MOST_WRITES = 10;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final Dice dice;
  private final RandomRequests requests;
  private final List<Action> steps = new ArrayList<>();

  Ambush(Dice dice, RandomRequests requests) {
    this.dice = dice;
    this.requests = requests;
  }

  /** The steps, from the faults that wait to the operation's rest. */
  List<Action> steps() {
    String instance = requests.instance();
    String from = requests.place(instance);
    Action.Request request = requests.about(instance);
    boolean slow = dice.chance(50);
    if (slow) {
      steps.add(fault(journal(instance)));
    }
    if (!slow || dice.chance(60)) {
      steps.add(fault(atCall(dice.pick(Vocabulary.callsOf(request.verb())), instance, from)));
    }
    boolean migration = request.verb() == Verb.LIVE_MIGRATE;
    if (migration && dice.chance(15)) {
      steps.add(fault(afterOutcome(instance)));
    }
    steps.add(request);
    if (migration && dice.chance(60)) {
      endEarly(instance, from);
    }
    if (dice.chance(50)) {
      steps.add(new Action.Sleep(Duration.ofMillis(dice.mostlySmall(1, 2_000, 4))));
      steps.add(fault(meanwhile(instance, from, request.host())));
    }
    if (dice.chance(75)) {
      steps.add(new Action.Await(new Target(instance), LONGEST_WAIT));
    }
    return steps;
  }

  /** Post-copy is short, so what goes wrong in it waits for it often. */
  private void endEarly(String instance, String from) {
    steps.add(new Action.Sleep(Duration.ofMillis(dice.mostlySmall(50, 3_000, 2))));
    Verb end = dice.chance(80) ? Verb.FORCE_COMPLETE_MIGRATION : Verb.ABORT_MIGRATION;
    if (dice.chance(25)) {
      steps.add(fault(journal(instance)));
    }
    steps.add(Steps.request(end, instance));
    if (dice.chance(50)) {
      steps.add(new Action.Sleep(Duration.ofMillis(dice.mostlySmall(1, 300, 2))));
      steps.add(fault(dice.chance(30) ? journal(instance) : atCall(Call.ANY, instance, from)));
    }
  }

  /** While a hook is pending. */
  private FaultSpec afterOutcome(String instance) {
    FaultKind kind = dice.chance(50) ? FaultKind.GUEST_CRASH : FaultKind.GUEST_STUCK;
    MigrationPhase at = dice.chance(60) ? MigrationPhase.POST : MigrationPhase.RECOVER;
    return new FaultSpec(kind, null, null, instance, List.of(), null, 0, Duration.ZERO, at);
  }

  private static Action fault(FaultSpec fault) {
    return new Action.InjectFault(fault, null);
  }

  private FaultSpec journal(String instance) {
    FaultKind kind = dice.pick(OF_JOURNAL);
    return call(
        kind,
        Call.JOURNAL_WRITE,
        null,
        instance,
        dice.mostlySmall(1, 3, 3),
        dice.mostlySmall(0, MOST_WRITES - 1, 2));
  }

  private FaultSpec atCall(Call call, String instance, String host) {
    FaultKind kind = dice.weighted(OF_CALLS);
    if (kind.target() == FaultKind.Target.HOST) {
      Call waitedFor = Vocabulary.isHook(call) ? Call.ANY : call;
      return new FaultSpec(
          kind, waitedFor, host, null, List.of(), null, below(4), Duration.ZERO, null);
    }
    return call(kind, call, null, instance, dice.mostlySmall(1, 4, 2), below(4));
  }

  private int below(int bound) {
    return dice.mostlySmall(0, bound - 1, 1);
  }

  private FaultSpec call(
      FaultKind kind, Call call, @Nullable String host, String instance, int times, int after) {
    Duration delay = kind == FaultKind.SLOW ? dice.slowness() : Duration.ZERO;
    return new FaultSpec(kind, call, host, instance, List.of(), times, after, delay, null);
  }

  private FaultSpec meanwhile(String instance, String host, @Nullable String destination) {
    FaultKind kind = dice.weighted(MEANWHILE);
    if (kind == FaultKind.PARTITION && (destination == null || destination.equals(host))) {
      kind = FaultKind.UNREACHABLE;
    }
    return switch (kind.target()) {
      case LINK -> quiet(kind, null, null, List.of(host, String.valueOf(destination)));
      case HOST -> quiet(kind, host, null, List.of());
      case GUEST, CALL -> quiet(kind, null, instance, List.of());
    };
  }

  private static FaultSpec quiet(
      FaultKind kind, @Nullable String host, @Nullable String instance, List<String> between) {
    return new FaultSpec(kind, null, host, instance, between, null, 0, Duration.ZERO, null);
  }
}
