package io.drover.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.host.HostSpec;
import io.drover.hypervisor.GuestState;
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
import io.drover.model.VmState;
import io.drover.runtime.ActorNames;
import io.drover.runtime.Ids;
import io.drover.simulation.VirtualSystem;
import io.drover.simulation.VirtualTimeline;
import io.drover.store.MemoryStore;
import io.drover.store.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;
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
  private static final Set<VmState> GUEST_THERE =
      EnumSet.of(VmState.ACTIVE, VmState.PAUSED, VmState.SUSPENDED);
  private static final Duration LONG = Duration.ofHours(2);
  private static int worlds;

  private final String store = "world-" + ++worlds;
  private final VirtualTimeline timeline;
  private final SimulatedFleet fleet;
  private final Config config;
  private final List<String> hosts;
  private final Ids ids;
  private final List<String> hookCalls = new ArrayList<>();
  private final List<Consumer<Notice>> listeners = new ArrayList<>();
  private VirtualSystem incarnation;
  private ActorSystem<Object> system;
  private Drover drover;

  public VirtualWorld(long seed, String settings, String... hosts) {
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
    incarnation = timeline.newIncarnation(store);
    system = startSystem();
    drover = start();
  }

  private ActorSystem<Object> startSystem() {
    return incarnation.start(Behaviors.<Object>ignore(), "world", config);
  }

  private Drover start() {
    DroverSetup setup =
        DroverSetup.of(hosts.stream().map(this::connect).toList())
            .withIds(ids)
            .withHooks("test", hooks());
    Drover started = Drover.startIn(system, setup);
    listeners.forEach(started::listen);
    await(started.ready());
    return started;
  }

  private HostSpec connect(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(name, HOST, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  private MigrationHooks hooks() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        hookCalls.add("post");
        return CompletableFuture.completedStage(null);
      }

      @Override
      public CompletionStage<?> recover(MigrationView migration) {
        hookCalls.add("recover");
        return CompletableFuture.completedStage(null);
      }
    };
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
    InstanceId id = await(drover.boot(spec, host)).instance();
    atRest(id);
    return id;
  }

  public Migration migrate(InstanceId id, String host) {
    return await(drover.liveMigrate(id, LiveMigration.to(host).withHooks("test")));
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

  /** What does not agree, or is left over, a sentence each. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    List<InstanceView> instances = await(drover.instances());
    for (InstanceView instance : instances) {
      int copies = fleet.truth().runningCopies(instance.id());
      int most = fleet.truth().mostRunningCopies(instance.id());
      boolean mayRun = instance.vmState() == VmState.ACTIVE || instance.vmState() == VmState.PAUSED;
      if (copies != (mayRun ? 1 : 0) || most > 1) {
        findings.add("%d running copies, %d at most: %s".formatted(copies, most, instance));
      }
    }
    for (HostView host : await(drover.hosts())) {
      List<InstanceId> present = withGuest(instances, host.name());
      SortedMap<InstanceId, GuestState> guests = fleet.truth().guests(host.name());
      compare(findings, host.name() + " guests", guests.keySet(), present);
      compare(findings, host.name() + " vifs", fleet.truth().vifs(host.name()).keySet(), present);
      compare(
          findings, host.name() + " volumes", fleet.truth().volumes(host.name()).keySet(), present);
      compare(findings, host.name() + " claims", host.claims(), claiming(instances, host.name()));
      if (host.slotsIn() + host.slotsOut() > 0) {
        findings.add("slots held: " + host);
      }
    }
    return findings;
  }

  private static void compare(
      List<String> findings,
      String what,
      Collection<InstanceId> there,
      Collection<InstanceId> expected) {
    if (!new TreeSet<>(there).equals(new TreeSet<>(expected))) {
      findings.add("%s are %s, not %s".formatted(what, there, expected));
    }
  }

  private static List<InstanceId> withGuest(List<InstanceView> all, String host) {
    return all.stream()
        .filter(instance -> instance.host().equals(host))
        .filter(instance -> GUEST_THERE.contains(instance.vmState()))
        .map(InstanceView::id)
        .toList();
  }

  private static List<InstanceId> claiming(List<InstanceView> all, String host) {
    return all.stream()
        .filter(instance -> instance.host().equals(host))
        .filter(i -> GUEST_THERE.contains(i.vmState()) || i.vmState() == VmState.STOPPED)
        .map(InstanceView::id)
        .toList();
  }

  /** Tells what happens, in this process and after each restart. */
  public void listen(Consumer<Notice> listener) {
    listeners.add(listener);
    drover.listen(listener);
  }

  /** Puts an instance into the store as if an earlier process had recorded it. */
  public void remember(InstanceId id, String name, List<InstanceEvent> events) {
    Streams.append(
        store,
        system,
        PersistenceId.ofUniqueId("drover-instances"),
        List.of(new RegistryEvent.Registered(id, name)));
    Streams.append(store, system, InstanceActor.persistenceId(id), events);
  }

  public void crash() {
    incarnation.crash();
  }

  public void restart() {
    incarnation = timeline.newIncarnation(store);
    system = startSystem();
    drover = start();
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
