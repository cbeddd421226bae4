package io.drover.serve;

import io.drover.command.CommandRunner;
import io.drover.command.CommandTemplate;
import io.drover.migration.HookPostponedException;
import io.drover.migration.MigrationHooks;
import io.drover.model.HookKind;
import io.drover.model.InstanceId;
import io.drover.model.MigrationView;
import io.drover.runtime.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Hooks that are commands. Exactly one of the two is chosen, with the outcome, and it runs at least
 * once until it succeeded or was given up; the migration's id is its idempotency key. A command
 * that ends with 0 has succeeded; all else is a failure, after which it is run again. None waits in
 * a queue, where its deadline would go by: it is run at once, or postponed, which is no call.
 *
 * @param post run when the guest runs at the destination; empty: nothing is
 * @param recover run when it does not; empty: nothing is
 * @param means what they are run with
 */
record CommandHooks(Optional<CommandTemplate> post, Optional<CommandTemplate> recover, Means means)
    implements MigrationHooks {

  /**
   * What the commands of all hooks share.
   *
   * @param turns who may run one
   * @param runner with a thread for each turn
   * @param timeout how long one may take, from the call of the hook on
   * @param timeline tells how long that is ago
   * @param names tells the name of an instance
   */
  record Means(
      HookTurns turns,
      CommandRunner runner,
      Duration timeout,
      Timeline timeline,
      Function<InstanceId, CompletionStage<String>> names) {}

  /** The placeholders that have values. */
  static final Set<String> PLACEHOLDERS =
      new TreeSet<>(
          List.of("migration", "instance", "name", "source", "destination", "status", "reason"));

  private static final String PREFIX = "DROVER_";

  @Override
  public CompletionStage<?> post(MigrationView migration) {
    return run(HookKind.POST, post, migration);
  }

  @Override
  public CompletionStage<?> recover(MigrationView migration) {
    return run(HookKind.RECOVER, recover, migration);
  }

  private CompletionStage<?> run(
      HookKind kind, Optional<CommandTemplate> command, MigrationView migration) {
    if (command.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    Duration deadline = means.timeline().elapsed().plus(means.timeout());
    Optional<String> obstacle = means.turns().begin(migration.id());
    if (obstacle.isPresent()) {
      return CompletableFuture.failedStage(new HookPostponedException(obstacle.get()));
    }
    return means
        .names()
        .apply(migration.instance())
        .thenCompose(name -> run(kind, command.get(), values(migration, name), deadline))
        .whenComplete((done, failure) -> means.turns().end(migration.id()));
  }

  private CompletionStage<?> run(
      HookKind kind, CommandTemplate command, SortedMap<String, String> values, Duration deadline) {
    Duration left = deadline.minus(means.timeline().elapsed());
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.failedStage(
          new HookPostponedException(
              "the name of its instance was not known within %d ms"
                  .formatted(means.timeout().toMillis())));
    }
    return means.runner().run(command.fill(values), environment(kind, values), left);
  }

  private static SortedMap<String, String> values(MigrationView migration, String name) {
    SortedMap<String, String> values = new TreeMap<>();
    values.put("migration", migration.id().value());
    values.put("instance", migration.instance().value());
    values.put("name", name);
    values.put("source", migration.source());
    values.put("destination", migration.destination());
    values.put("status", migration.status().label());
    values.put("reason", migration.reason() == null ? "none" : migration.reason().label());
    return values;
  }

  private static Map<String, String> environment(HookKind kind, SortedMap<String, String> values) {
    Map<String, String> environment = new TreeMap<>();
    values.forEach((name, value) -> environment.put(PREFIX + name.toUpperCase(Locale.ROOT), value));
    environment.put(PREFIX + "HOOK", kind.label());
    return environment;
  }
}
