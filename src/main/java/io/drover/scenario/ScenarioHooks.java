package io.drover.scenario;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.Strike;
import io.drover.migration.MigrationHooks;
import io.drover.model.HookKind;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.runtime.Timeline;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hooks of every migration of a scenario: they do nothing but count, and fail as the scenario's
 * faults say. Like a service that an application calls, they outlive the orchestrator.
 */
final class ScenarioHooks {

  /** The name under which they are registered. */
  static final String NAME = "scenario";

  private final SimulatedFleet fleet;
  private final Timeline timeline;
  private final Map<MigrationId, HookCounts> counts = new ConcurrentHashMap<>();

  ScenarioHooks(SimulatedFleet fleet, Timeline timeline) {
    this.fleet = fleet;
    this.timeline = timeline;
  }

  /** How often the hooks of a migration were called, and with what success. */
  HookCounts counts(MigrationId migration) {
    return counts.getOrDefault(migration, HookCounts.NONE);
  }

  /** The hooks as one orchestrator calls them. */
  MigrationHooks hooks() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        return call(HookKind.POST, migration);
      }

      @Override
      public CompletionStage<?> recover(MigrationView migration) {
        return call(HookKind.RECOVER, migration);
      }
    };
  }

  private CompletionStage<?> call(HookKind hook, MigrationView migration) {
    counts.merge(migration.id(), HookCounts.NONE.called(hook), (was, ignored) -> was.called(hook));
    boolean post = hook == HookKind.POST;
    Optional<Strike> strike =
        fleet.strike(
            post ? Call.POST_HOOK : Call.RECOVER_HOOK,
            post ? migration.destination() : migration.source(),
            migration.instance());
    CompletableFuture<Void> answer = new CompletableFuture<>();
    if (strike.isEmpty()) {
      deliver(hook, migration, answer);
    } else {
      strike(strike.get(), hook, migration, answer);
    }
    return answer;
  }

  private void strike(
      Strike strike, HookKind hook, MigrationView migration, CompletableFuture<Void> answer) {
    CallFault fault = strike.fault();
    switch (fault.kind()) {
      case SLOW -> timeline.after(fault.delay(), () -> deliver(hook, migration, answer));
      case HANG -> strike.whenHealed(() -> fail(hook, answer));
      default -> fail(hook, answer);
    }
  }

  private void deliver(HookKind hook, MigrationView migration, CompletableFuture<Void> answer) {
    counts.computeIfPresent(migration.id(), (id, was) -> was.delivered(hook));
    answer.complete(null);
  }

  private static void fail(HookKind hook, CompletableFuture<Void> answer) {
    answer.completeExceptionally(
        new IllegalStateException("injected fault of the " + hook.label() + " hook"));
  }
}
