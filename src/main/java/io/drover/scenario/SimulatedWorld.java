package io.drover.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.host.HostSpec;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.instance.InstanceActor;
import io.drover.migration.MigrationHooks;
import io.drover.model.Notice;
import io.drover.network.VifPlugger;
import io.drover.runtime.Ids;
import io.drover.runtime.Timeline;
import io.drover.simulation.Pacer;
import io.drover.simulation.VirtualSystem;
import io.drover.simulation.VirtualTimeline;
import io.drover.storage.VolumeConnector;
import io.drover.store.MemoryStore;
import io.drover.store.StoreKind;
import io.drover.testkit.Guarantees;
import io.drover.testkit.JournalFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Hosts in memory, on virtual time, in an order that the seed chooses. */
final class SimulatedWorld implements World {

  /** In virtual time; every request has deadlines of its own that are shorter. */
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(10);

  /** How long a start waits for hosts that do not answer; it goes on without them. */
  private static final Duration LONGEST_START = Duration.ofSeconds(1);

  private static final AtomicLong STORES = new AtomicLong();

  private final Scenario scenario;
  private final VirtualTimeline timeline;
  private final SimulatedFleet fleet;
  private final Config config;
  private final Ids ids;
  private final EventMapper events = new EventMapper();
  private final String store = "scenario-" + STORES.incrementAndGet();
  private final List<SimulatedConnection> connections = new ArrayList<>();
  private @Nullable VirtualSystem incarnation;
  private @Nullable Drover drover;

  /** Nothing is started yet. */
  SimulatedWorld(Scenario scenario, RunOptions options, Ids ids) {
    this.scenario = scenario;
    this.ids = ids;
    boolean paced = options.time() == RunOptions.TimeKind.REAL;
    timeline =
        new VirtualTimeline(
            options.seed(),
            paced ? Pacer.realTime(options.speed()) : Pacer.NONE,
            VirtualTimeline.DEFAULT_TASKS_PER_MOMENT);
    fleet = new SimulatedFleet(timeline, FleetSettings.defaults());
    for (HostDefinition host : scenario.hosts()) {
      fleet.addHost(
          new SimulatedHostSpec(
              host.name(), host.capacity(), host.bandwidth(), host.sharedStorage()));
    }
    config =
        options
            .settings()
            .withFallback(scenario.settings())
            .withValue("store", ConfigValueFactory.fromAnyRef(StoreKind.MEMORY.label()))
            .withValue("memory-journal.store-name", ConfigValueFactory.fromAnyRef(store))
            .atPath("drover")
            .withFallback(ConfigFactory.load());
  }

  @Override
  public Guarantees guarantees() {
    Guarantees guarantees =
        Guarantees.of(
            fleet,
            timeline,
            config.getConfig("drover"),
            id -> MemoryStore.named(store).stored(InstanceActor.persistenceId(id).id()));
    timeline.afterEach(guarantees::afterEachMessage);
    return guarantees;
  }

  @Override
  public Instant beginning() {
    return VirtualTimeline.START;
  }

  @Override
  public Duration elapsed() {
    return timeline.elapsed();
  }

  @Override
  public Timeline timeline() {
    return timeline;
  }

  @Override
  public SimulatedFleet faults() {
    return fleet;
  }

  @Override
  public boolean canStrike(FaultSpec fault) {
    return true;
  }

  @Override
  public Truth truth() {
    return new FleetWitness(fleet.truth());
  }

  @Override
  public Optional<Drover> drover() {
    return Optional.ofNullable(drover);
  }

  @Override
  public boolean start(MigrationHooks hooks, Consumer<Notice> listener) {
    VirtualSystem life = timeline.newIncarnation(store);
    incarnation = life;
    MemoryStore.named(store).writesThrough(new JournalFaults(fleet, timeline, life));
    ActorSystem<Object> system =
        life.start(Behaviors.<Object>ignore(), "drover", config, events.setup());
    DroverSetup setup =
        new DroverSetup(hosts(life), Map.of(ScenarioHooks.NAME, hooks), config, ids);
    Drover started = Drover.startIn(system, setup);
    started.listen(listener);
    drover = started;
    CompletionStage<Done> ready = started.ready();
    return until(() -> ready.toCompletableFuture().isDone(), LONGEST_START);
  }

  private List<HostSpec> hosts(VirtualSystem life) {
    IncarnationGate gate = new IncarnationGate(life);
    return scenario.hosts().stream()
        .map(
            host -> {
              SimulatedConnection real = fleet.connect(host.name());
              connections.add(real);
              return new HostSpec(
                  host.name(),
                  host.capacity(),
                  host.sharedStorage(),
                  gate.around(Hypervisor.class, real.hypervisor()),
                  gate.around(VifPlugger.class, real.vifPlugger()),
                  gate.around(VolumeConnector.class, real.volumeConnector()));
            })
        .toList();
  }

  @Override
  public void crash() {
    VirtualSystem life = incarnation;
    if (life != null) {
      life.crash();
    }
    connections.forEach(fleet::died);
    connections.clear();
    incarnation = null;
    drover = null;
  }

  @Override
  public void afterMessages(long messages, Runnable strike) {
    timeline.afterTasks(messages, strike);
  }

  @Override
  public boolean disarm() {
    return timeline.cancelBreak();
  }

  @Override
  public long messages() {
    return timeline.steps();
  }

  @Override
  public void settle() {
    timeline.runReady();
  }

  @Override
  public boolean until(BooleanSupplier condition, Duration limit) {
    return timeline.runUntil(condition, limit);
  }

  @Override
  public boolean nextMoment(Duration limit) {
    long before = timeline.steps();
    boolean more = timeline.runUntil(() -> timeline.steps() > before, limit);
    timeline.runReady();
    return more;
  }

  @Override
  public boolean answered(CompletionStage<?> stage) {
    VirtualSystem asked = incarnation;
    until(
        () -> stage.toCompletableFuture().isDone() || asked == null || asked.isOver(),
        LONGEST_ANSWER);
    return stage.toCompletableFuture().isDone();
  }

  @Override
  public void close() {
    crash();
    MemoryStore.drop(store);
    events.close();
  }
}
