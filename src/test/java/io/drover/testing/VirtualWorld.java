package io.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.instance.InstanceActor;
import io.drover.instance.InstanceEvent;
import io.drover.instance.RegistryEvent;
import io.drover.migration.MigrationHooks;
import io.drover.model.Flavor;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.runtime.ActorNames;
import io.drover.runtime.Ids;
import io.drover.simulation.VirtualSystem;
import io.drover.simulation.VirtualTimeline;
import io.drover.store.MemoryStore;
import io.drover.store.Streams;
import io.drover.testkit.Asked;
import io.drover.testkit.Guarantees;
import io.drover.testkit.JournalFaults;
import io.drover.testkit.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;

/** A whole Drover with simulated hosts on virtual time, which can crash and start again. */
public final class VirtualWorld implements AutoCloseable {
  public static final long GIB = 1L << 30;
  private static final Flavor HOST = new Flavor(64, 256 * GIB, 4096 * GIB);
  private static final Duration LONG = Duration.ofHours(2);
  private static int worlds;

  private final String store = "world-" + ++worlds;
  private final VirtualTimeline timeline;
  private final SimulatedFleet fleet;
  private final Config config;
  private final List<String> hosts;
  private final Ids ids;
  private final List<String> hookCalls = new ArrayList<>();
  private final Guarantees guarantees;
  private final Tampering tampering;
  private final List<Consumer<Notice>> listeners = new ArrayList<>();
  private VirtualSystem incarnation;
  private ActorSystem<Object> system;
  private Drover drover;

  public VirtualWorld(long seed, String settings, String... hosts) {
    this(seed, settings, new Tampering() {}, hosts);
  }

  /** With something between Drover and what it works with. */
  public VirtualWorld(long seed, String settings, Tampering tampering, String... hosts) {
    this.tampering = tampering;
    timeline = new VirtualTimeline(seed);
    ids = Ids.from(new SplittableRandom(seed));
    fleet = new SimulatedFleet(timeline, FleetSettings.defaults());
    this.hosts = List.of(hosts);
    for (String host : hosts) {
      fleet.addHost(new SimulatedHostSpec(host, HOST, GIB, true));
    }
    config =
        ConfigFactory.parseString(
                settings + "\ndrover.memory-journal.store-name = \"" + store + "\"")
            .withFallback(ConfigFactory.load());
    guarantees =
        Guarantees.of(
            fleet,
            timeline,
            config.getConfig("drover"),
            id -> MemoryStore.named(store).stored(InstanceActor.persistenceId(id).id()));
    timeline.afterEach(guarantees::afterEachMessage);
    incarnation = timeline.newIncarnation(store);
    system = startSystem();
    drover = start();
  }

  private ActorSystem<Object> startSystem() {
    return incarnation.start(Behaviors.<Object>ignore(), "world", config);
  }

  private Drover start() {
    MemoryStore.named(store).writesThrough(new JournalFaults(fleet, timeline, incarnation));
    DroverSetup setup =
        DroverSetup.of(hosts.stream().map(this::connect).toList())
            .withIds(ids)
            .withHooks("test", tampering.hooks(guarantees.watching(hooks())));
    Drover started = Drover.startIn(system, setup);
    started.listen(notice -> guarantees.told(tampering.notice(notice)));
    listeners.forEach(started::listen);
    await(started.ready());
    return started;
  }

  private HostSpec connect(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(
        name,
        HOST,
        true,
        tampering.hypervisor(name, to.hypervisor(), fleet),
        tampering.vifPlugger(to.vifPlugger()),
        to.volumeConnector());
  }

  private MigrationHooks hooks() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        return call("post", Call.POST_HOOK, migration);
      }

      @Override
      public CompletionStage<?> recover(MigrationView migration) {
        return call("recover", Call.RECOVER_HOOK, migration);
      }
    };
  }

  private CompletionStage<?> call(String hook, Call operation, MigrationView migration) {
    hookCalls.add(hook);
    return fleet.strike(operation, null, migration.instance()).isEmpty()
        ? CompletableFuture.completedStage(null)
        : CompletableFuture.failedStage(new IllegalStateException("the application is ill"));
  }

  /** The checkers of what Drover guarantees. */
  public Guarantees guarantees() {
    return guarantees;
  }

  /** The name of the store in which the journals are. */
  public String store() {
    return store;
  }

  public Drover drover() {
    return drover;
  }

  public SimulatedFleet fleet() {
    return fleet;
  }

  public VirtualTimeline timeline() {
    return timeline;
  }

  /** Which hooks were called, in order. */
  public List<String> hookCalls() {
    return hookCalls;
  }

  /** How many events the journal holds. */
  public long events() {
    return MemoryStore.named(store).size();
  }

  /** How many events the journal of an instance holds. */
  public long eventsOf(InstanceId id) {
    return MemoryStore.named(store).stored(InstanceActor.persistenceId(id).id());
  }

  /** Lets time pass until the stage is complete. */
  public <T> T await(CompletionStage<T> stage) {
    awaitUntil("an answer", () -> stage.toCompletableFuture().isDone());
    return stage.toCompletableFuture().join();
  }

  /**
   * Goes on by this many messages, over as much time as that takes, but no more than five minutes.
   */
  public void step(int messages) {
    long until = timeline.steps() + messages;
    timeline.runUntil(() -> timeline.steps() >= until, Duration.ofMinutes(5));
  }

  /** Lets time pass until it holds. */
  public void awaitUntil(String what, BooleanSupplier condition) {
    assertThat(timeline.runUntil(condition, LONG))
        .as("%s is there by %s", what, timeline.elapsed())
        .isTrue();
  }

  /** An instance of 4 GiB with a volume and a VIF that runs on this host. */
  public InstanceId boot(String name, String host) {
    return boot(name, host, GIB / 10);
  }

  /** The same, which dirties its memory faster than any link can send it. */
  public InstanceId bootBusy(String name, String host) {
    return boot(name, host, 3 * GIB);
  }

  private InstanceId boot(String name, String host, long dirtyRate) {
    InstanceSpec spec = new InstanceSpec(name, new Flavor(2, 4 * GIB, 20 * GIB), 1, dirtyRate);
    InstanceId id = bootOnly(spec, host);
    atRest(id);
    return id;
  }

  private InstanceId bootOnly(InstanceSpec spec, String host) {
    InstanceId id = new InstanceId(ids.next());
    return await(guarantees.request(Asked.boot(id, spec), () -> drover.boot(id, spec, host)))
        .instance();
  }

  public Migration migrate(InstanceId id, String host) {
    return await(
        guarantees.request(
            Asked.liveMigrate(id),
            () -> drover.liveMigrate(id, LiveMigration.to(host).withHooks("test"))));
  }

  public InstanceView view(InstanceId id) {
    return await(drover.instance(id));
  }

  /** Lets time pass until nothing is being done to it and no hook is pending. */
  public InstanceView atRest(InstanceId id) {
    Duration deadline = timeline.elapsed().plus(LONG);
    InstanceView now = view(id);
    while (!now.atRest() && timeline.elapsed().compareTo(deadline) < 0) {
      timeline.advance(Duration.ofMillis(100));
      now = view(id);
    }
    assertThat(now.atRest()).as("%s is at rest by %s", now, timeline.elapsed()).isTrue();
    return now;
  }

  public HostView host(String name) {
    return await(drover.hosts()).stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Records, ledgers, slots and hosts agree, and nothing is left over anywhere. */
  public void assertConsistent() {
    assertThat(findings()).isEmpty();
  }

  /** What does not agree, is left over, or was not as guaranteed at some moment, a text each. */
  public List<String> findings() {
    guarantees.atRest(await(drover.instances()), await(drover.hosts()));
    return guarantees.violations().stream().map(Violation::toString).toList();
  }

  /** Tells what happens, in this process and after each restart. */
  public void listen(Consumer<Notice> listener) {
    listeners.add(listener);
    drover.listen(listener);
  }

  /** Puts an instance into the store as if an earlier process had recorded it. */
  public void remember(InstanceId id, InstanceSpec spec, List<InstanceEvent> events) {
    remember(new RegistryEvent.Registered(id, spec, "hv1", null));
    Streams.append(store, system, InstanceActor.persistenceId(id), events);
  }

  /** The same for an event of the registry. */
  public void remember(RegistryEvent event) {
    Streams.append(store, system, PersistenceId.ofUniqueId("drover-instances"), List.of(event));
  }

  public void crash() {
    guarantees.crashed();
    incarnation.crash();
  }

  public void restart() {
    guarantees.restarted();
    incarnation = timeline.newIncarnation(store);
    system = startSystem();
    drover = start();
    guarantees.reread(await(drover.instances()));
  }

  /** The actor of the instance's migration throws at its next message. */
  public void failMigration(InstanceId id) {
    MigrationFailure.cause(system, "/system/drover/instances/" + ActorNames.of(id.value()));
  }

  @Override
  public void close() {
    incarnation.crash();
    MemoryStore.drop(store);
  }
}
