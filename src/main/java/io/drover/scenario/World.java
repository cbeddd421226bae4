package io.drover.scenario;

import io.drover.Drover;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.migration.MigrationHooks;
import io.drover.model.InstanceSpec;
import io.drover.model.Notice;
import io.drover.runtime.Timeline;
import io.drover.testkit.Guarantees;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scenario's hosts, the time that passes for them, and the lives of an orchestrator that works
 * with them. Driven by one thread.
 */
interface World extends AutoCloseable {

  /** The moment from which events are counted. */
  Instant beginning();

  /** How long that is ago. */
  Duration elapsed();

  /** For tasks of the scenario's own. */
  Timeline timeline();

  /** What faults are declared to. */
  SimulatedFleet faults();

  /** Whether this fault can strike here. */
  boolean canStrike(FaultSpec fault);

  /** What is booted for an instance of the scenario on these hosts. */
  default InstanceSpec spec(InstanceDefinition instance) {
    return instance.spec();
  }

  /** Watches these hosts and what happens on them; null where nobody can. */
  default @Nullable Guarantees guarantees() {
    return null;
  }

  /** What is really there. */
  Truth truth();

  /** The orchestrator; empty while it is down. */
  Optional<Drover> drover();

  /**
   * Starts an orchestrator on what the last one has recorded, and waits until it has gone on with
   * that and has tried its hosts.
   *
   * @return whether that came to pass; a host that does not answer is not waited for any longer
   */
  boolean start(MigrationHooks hooks, Consumer<Notice> listener);

  /** Ends the orchestrator as the death of its process would; the hosts go on. */
  void crash();

  /** Has {@code strike} run after so many further messages, between two of them. */
  void afterMessages(long messages, Runnable strike);

  /** Takes back what is to come after messages; whether it had not come yet. */
  boolean disarm();

  /** How many messages there were so far. */
  long messages();

  /** Lets everything happen that is due now. */
  void settle();

  /** Lets things happen until the condition holds, at most so long; whether it held. */
  boolean until(BooleanSupplier condition, Duration limit);

  /** Lets all happen that is due at the next moment; false when there is none within the limit. */
  boolean nextMoment(Duration limit);

  /**
   * Lets things happen until the stage is over, and says whether that came to pass; it does not
   * when the orchestrator crashes before.
   */
  boolean answered(CompletionStage<?> stage);

  @Override
  void close();
}
