package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Migration;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of fault on every call that a migration makes, and a crash at many moments. */
class MigrationFaultsTest {
  private static final List<Call> CALLS =
      List.of(
          Call.GUEST_INFO,
          Call.MIGRATE,
          Call.JOB_INFO,
          Call.ABORT,
          Call.SET_DOWNTIME,
          Call.DESTROY,
          Call.PLUG_VIF,
          Call.UNPLUG_VIF,
          Call.CONNECT_VOLUME,
          Call.DISCONNECT_VOLUME,
          Call.COMPARE);

  static Stream<Arguments> faults() {
    List<Arguments> all = new ArrayList<>();
    for (Call call : CALLS) {
      for (String host : List.of("hv1", "hv2")) {
        all.add(Arguments.of(CallFault.of(call, FaultKind.ERROR).on(host).striking(1)));
        all.add(Arguments.of(CallFault.of(call, FaultKind.HANG).on(host).striking(1)));
        all.add(Arguments.of(CallFault.of(call, FaultKind.LOST_ANSWER).on(host).striking(1)));
        all.add(Arguments.of(CallFault.slow(call, Duration.ofSeconds(3)).on(host).striking(2)));
        all.add(Arguments.of(CallFault.of(call, FaultKind.ERROR).on(host)));
        all.add(Arguments.of(CallFault.of(call, FaultKind.HANG).on(host)));
        all.add(Arguments.of(CallFault.of(call, FaultKind.LOST_ANSWER).on(host)));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aMigrationHasOneOutcomeAndLeavesNothing(CallFault fault) {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(fault);
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofMinutes(5));
      world.fleet().heal(FaultSelector.ALL);
      settle(world, id);
    }
  }

  private static void settle(VirtualWorld world, InstanceId id) {
    world.atRest(id);
    world.timeline().advance(Duration.ofHours(1));
    MigrationView migration = world.view(id).lastMigration().orElseThrow();
    assertThat(migration.hookState()).isEqualTo(HookState.DELIVERED);
    assertThat(world.hookCalls()).hasSize(1);
    assertThat(migration.leftovers()).isEmpty();
    assertThat(world.findings()).as("%s", migration).isEmpty();
  }

  @Test
  void aDeadlineMayBeFurtherOffThanATimerReaches() {
    String years = "drover.migration.completion-timeout-per-gib = 36500 days";
    try (VirtualWorld world = new VirtualWorld(1, years, "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      Migration move = world.migrate(id, "hv2");

      assertThat(world.await(move.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
    }
  }

  @Test
  void aCrashAtAnyMessageOfAMigrationLosesNothing() {
    List<String> findings = new ArrayList<>();
    for (int steps = 0; steps < 300; steps += 3) {
      int message = steps;
      try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
        InstanceId id = world.boot("web-1", "hv1");
        world.migrate(id, "hv2");
        long start = world.timeline().steps();
        world
            .timeline()
            .runUntil(() -> world.timeline().steps() >= start + message, Duration.ofMinutes(5));
        world.crash();
        world.timeline().advance(Duration.ofSeconds(steps % 7));
        world.restart();
        InstanceView instance = world.atRest(id);
        MigrationView migration = instance.lastMigration().orElseThrow();
        if (!world.findings().isEmpty() || world.hookCalls().isEmpty()) {
          findings.add(message + ": " + world.findings() + " " + migration + world.hookCalls());
        }
      }
    }
    assertThat(findings).isEmpty();
  }
}
