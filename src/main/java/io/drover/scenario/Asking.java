package io.drover.scenario;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.OutcomeUnknownException;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.Refusal;
import io.drover.testkit.Asked;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Puts a scenario's requests to the orchestrator and waits for the answers. */
final class Asking {

  private final Scenario scenario;
  private final World world;
  private final Records records;
  private final WorldFacts facts;
  private final Watch watch;

  Asking(Scenario scenario, World world, Records records, WorldFacts facts, Watch watch) {
    this.scenario = scenario;
    this.world = world;
    this.records = records;
    this.facts = facts;
    this.watch = watch;
  }

  /** Asks for the operation on one instance. */
  Answer ask(Action.Request request, String name) {
    Optional<InstanceDefinition> definition =
        scenario.instances().stream().filter(each -> each.name().equals(name)).findFirst();
    if (definition.isEmpty()) {
      return Answer.refused(Refusal.NOT_FOUND, "the scenario has no instance " + name);
    }
    InstanceId id = records.latest(name);
    if (request.verb() != Verb.BOOT && id == null) {
      return Answer.refused(Refusal.NOT_FOUND, "instance " + name + " was never booted");
    }
    Drover drover = world.drover().orElse(null);
    if (drover == null) {
      return down();
    }
    return request.verb() == Verb.BOOT
        ? boot(drover, records.upcoming(name), definition.get())
        : ask(drover, request, Objects.requireNonNull(id));
  }

  /** Says it of one host. */
  Answer say(Action.OfHost action, String host) {
    Drover drover = world.drover().orElse(null);
    if (drover == null) {
      return down();
    }
    return answer(
        switch (action.order()) {
          case DISABLE -> drover.disableHost(host, action.reason());
          case ENABLE -> drover.enableHost(host);
          case FENCE -> drover.fenceHost(host, action.reason());
          case UNFENCE -> drover.unfenceHost(host);
        });
  }

  private static Answer down() {
    return Answer.refused(Refusal.UNAVAILABLE, "the orchestrator is down; restart it first");
  }

  private Answer boot(Drover drover, InstanceId id, InstanceDefinition definition) {
    InstanceSpec spec = world.spec(definition);
    return answer(Asked.boot(id, spec), () -> drover.boot(id, spec, definition.host()));
  }

  private Answer ask(Drover drover, Action.Request request, InstanceId id) {
    Asked operation = Asked.operation(request.verb().label(), id);
    return switch (request.verb()) {
      case START -> answer(operation, () -> drover.start(id));
      case STOP -> answer(operation, () -> drover.stop(id));
      case REBOOT ->
          answer(
              operation,
              () -> drover.reboot(id, request.hard() ? RebootType.HARD : RebootType.SOFT));
      case DELETE -> answer(Asked.delete(id), () -> drover.delete(id));
      case LIVE_MIGRATE -> liveMigrate(drover, request, id);
      case ABORT_MIGRATION ->
          answer(Asked.repeatable(request.verb().label(), id), () -> drover.abortMigration(id));
      case PAUSE -> answer(operation, () -> drover.pause(id));
      case UNPAUSE -> answer(operation, () -> drover.unpause(id));
      case SUSPEND -> answer(operation, () -> drover.suspend(id));
      case RESUME -> answer(operation, () -> drover.resume(id));
      case FORCE_COMPLETE_MIGRATION ->
          answer(
              Asked.repeatable(request.verb().label(), id),
              () -> drover.forceCompleteMigration(id));
      case RESOLVE ->
          answer(
              Asked.repeatable(request.verb().label(), id),
              () -> drover.resolve(id, Objects.requireNonNull(request.host()), request.fenced()));
      case BOOT ->
          throw new IllegalArgumentException(request.verb().label() + " is not asked for here");
    };
  }

  private Answer liveMigrate(Drover drover, Action.Request request, InstanceId id) {
    LiveMigration order =
        new LiveMigration(
            Objects.requireNonNull(request.host()), request.blockMigration(), ScenarioHooks.NAME);
    CompletionStage<Migration> stage =
        watch.request(Asked.liveMigrate(id), () -> drover.liveMigrate(id, order));
    Answer answer = answer(stage);
    String as = request.as();
    if (answer.accepted() && as != null) {
      facts.name(as, stage.toCompletableFuture().join().id());
    }
    return answer;
  }

  private <T> Answer answer(Asked asked, Supplier<CompletionStage<T>> put) {
    return answer(watch.request(asked, put));
  }

  private Answer answer(CompletionStage<?> stage) {
    if (!world.answered(stage)) {
      return world.drover().isEmpty() ? Answer.cut() : Answer.missing("there was no answer at all");
    }
    try {
      stage.toCompletableFuture().join();
      return Answer.ACCEPTED;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RequestRefusedException refused) {
        return Answer.refused(refused.reason(), String.valueOf(refused.getMessage()));
      }
      return e.getCause() instanceof OutcomeUnknownException unknown
          ? Answer.refused(Refusal.UNAVAILABLE, String.valueOf(unknown.getMessage()))
          : Answer.missing(String.valueOf(e.getCause()));
    }
  }
}
