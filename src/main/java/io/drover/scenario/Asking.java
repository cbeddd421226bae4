package io.drover.scenario;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.model.InstanceId;
import io.drover.model.Refusal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Puts a scenario's requests to the orchestrator and waits for the answers. */
final class Asking {

  private final Scenario scenario;
  private final World world;
  private final Records records;
  private final WorldFacts facts;

  Asking(Scenario scenario, World world, Records records, WorldFacts facts) {
    this.scenario = scenario;
    this.world = world;
    this.records = records;
    this.facts = facts;
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
      return Answer.refused(Refusal.UNAVAILABLE, "the orchestrator is down; restart it first");
    }
    return request.verb() == Verb.BOOT
        ? answer(
            drover.boot(
                records.upcoming(name), world.spec(definition.get()), definition.get().host()))
        : ask(drover, request, Objects.requireNonNull(id));
  }

  private Answer ask(Drover drover, Action.Request request, InstanceId id) {
    return switch (request.verb()) {
      case START -> answer(drover.start(id));
      case STOP -> answer(drover.stop(id));
      case REBOOT -> answer(drover.reboot(id, request.hard() ? RebootType.HARD : RebootType.SOFT));
      case DELETE -> answer(drover.delete(id));
      case LIVE_MIGRATE -> liveMigrate(drover, request, id);
      case ABORT_MIGRATION -> answer(drover.abortMigration(id));
      case PAUSE -> answer(drover.pause(id));
      case UNPAUSE -> answer(drover.unpause(id));
      case SUSPEND -> answer(drover.suspend(id));
      case RESUME -> answer(drover.resume(id));
      case FORCE_COMPLETE_MIGRATION -> answer(drover.forceCompleteMigration(id));
      case BOOT ->
          throw new IllegalArgumentException(request.verb().label() + " is not asked for here");
    };
  }

  private Answer liveMigrate(Drover drover, Action.Request request, InstanceId id) {
    LiveMigration order =
        new LiveMigration(
            Objects.requireNonNull(request.destination()),
            request.blockMigration(),
            ScenarioHooks.NAME);
    CompletionStage<Migration> stage = drover.liveMigrate(id, order);
    Answer answer = answer(stage);
    String as = request.as();
    if (answer.accepted() && as != null) {
      facts.name(as, stage.toCompletableFuture().join().id());
    }
    return answer;
  }

  private Answer answer(CompletionStage<?> stage) {
    if (!world.answered(stage)) {
      return Answer.missing("there was no answer at all");
    }
    try {
      stage.toCompletableFuture().join();
      return Answer.ACCEPTED;
    } catch (CompletionException e) {
      return e.getCause() instanceof RequestRefusedException refused
          ? Answer.refused(refused.reason(), String.valueOf(refused.getMessage()))
          : Answer.missing(String.valueOf(e.getCause()));
    }
  }
}
