package io.drover.explorer;

import io.drover.explorer.Dice.Weighted;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.HealSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults of every kind with every selector, and the healing of some. */
final class RandomFaults {

  private static final List<Weighted<FaultKind>> KINDS =
      List.of(
          new Weighted<>(16, FaultKind.ERROR),
          new Weighted<>(10, FaultKind.HANG),
          new Weighted<>(10, FaultKind.SLOW),
          new Weighted<>(14, FaultKind.LOST_ANSWER),
          new Weighted<>(3, FaultKind.REJECTED),
          new Weighted<>(6, FaultKind.GUEST_CRASH),
          new Weighted<>(5, FaultKind.GUEST_STUCK),
          new Weighted<>(8, FaultKind.DOWN),
          new Weighted<>(8, FaultKind.UNREACHABLE),
          new Weighted<>(5, FaultKind.PARTITION));

  private static final List<MigrationPhase> PHASES = List.of(MigrationPhase.values());

  private final Dice dice;
  private final List<String> hosts;
  private final List<String> instances;
  private final List<FaultSpec> declared = new ArrayList<>();
  private final List<String> named = new ArrayList<>();

  RandomFaults(Dice dice, List<String> hosts, List<String> instances) {
    this.dice = dice;
    this.hosts = hosts;
    this.instances = instances;
  }

  /** A fault of any kind. */
  Action inject() {
    FaultKind kind = dice.weighted(KINDS);
    FaultSpec fault =
        switch (kind.target()) {
          case CALL -> ofCall(kind);
          case GUEST -> ofGuest(kind);
          case HOST -> ofHost(kind);
          case LINK -> ofLink();
        };
    declared.add(fault);
    String name = null;
    if (dice.chance(20)) {
      name = "fault-" + declared.size();
      named.add(name);
    }
    return new Action.InjectFault(fault, name);
  }

  /** The end of all faults, of one by its name, or of those like one that was declared. */
  Action heal() {
    if (declared.isEmpty() || dice.chance(30)) {
      return new Action.Heal(new HealSelector.All());
    }
    if (!named.isEmpty() && dice.chance(40)) {
      return new Action.Heal(new HealSelector.Named(dice.pick(named)));
    }
    FaultSpec like = dice.pick(declared);
    boolean wide = dice.chance(50) && like.host() != null;
    return new Action.Heal(
        new HealSelector.Matching(
            wide ? null : like.kind(),
            wide ? null : like.operation(),
            like.host(),
            wide ? null : like.instance(),
            like.between(),
            null));
  }

  private FaultSpec ofCall(FaultKind kind) {
    Call call = call(kind);
    boolean journal = call == Call.JOURNAL_WRITE;
    Integer times = journal || dice.chance(85) ? dice.mostlySmall(1, 6, 3) : null;
    Duration delay = kind == FaultKind.SLOW ? dice.slowness() : Duration.ZERO;
    return new FaultSpec(
        kind,
        call,
        journal ? null : maybe(45, hosts),
        maybe(35, instances),
        List.of(),
        times,
        dice.mostlySmall(0, 12, 3),
        delay,
        phase(25));
  }

  private Call call(FaultKind kind) {
    return kind == FaultKind.REJECTED || dice.chance(18)
        ? Call.JOURNAL_WRITE
        : dice.pick(Vocabulary.CALLS);
  }

  private FaultSpec ofGuest(FaultKind kind) {
    MigrationPhase at = phase(40);
    String host = narrows(at) ? maybe(15, hosts) : null;
    return quiet(kind, null, host, dice.pick(instances), List.of(), 0, at);
  }

  private FaultSpec ofHost(FaultKind kind) {
    String host = dice.pick(hosts);
    if (dice.chance(45)) {
      int after = dice.mostlySmall(0, 6, 2);
      return quiet(kind, dice.pick(Vocabulary.PORT_CALLS), host, null, List.of(), after, null);
    }
    MigrationPhase at = phase(45);
    return quiet(kind, null, host, narrows(at) ? maybe(15, instances) : null, List.of(), 0, at);
  }

  private FaultSpec ofLink() {
    String one = dice.pick(hosts);
    String other = dice.pick(hosts.stream().filter(host -> !host.equals(one)).toList());
    MigrationPhase at = phase(50);
    String instance = narrows(at) ? maybe(20, instances) : null;
    return quiet(FaultKind.PARTITION, null, null, instance, List.of(one, other), 0, at);
  }

  private static FaultSpec quiet(
      FaultKind kind,
      @Nullable Call operation,
      @Nullable String host,
      @Nullable String instance,
      List<String> between,
      int after,
      @Nullable MigrationPhase at) {
    return new FaultSpec(kind, operation, host, instance, between, null, after, Duration.ZERO, at);
  }

  /** Whether a second name may say which migration is waited for. */
  private static boolean narrows(@Nullable MigrationPhase at) {
    return at != null && at != MigrationPhase.SWITCH_OVER;
  }

  private @Nullable MigrationPhase phase(int percent) {
    return dice.chance(percent) ? dice.pick(PHASES) : null;
  }

  private @Nullable String maybe(int percent, List<String> names) {
    return dice.chance(percent) ? dice.pick(names) : null;
  }
}
