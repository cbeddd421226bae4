package io.drover.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.host.HostSpec;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.libvirt.LibvirtDriver;
import io.drover.hypervisor.libvirt.LibvirtSettings;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.migration.MigrationHooks;
import io.drover.model.InstanceSpec;
import io.drover.model.Notice;
import io.drover.runtime.Ids;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import io.drover.store.StoreKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Real hosts in real time. What the orchestrator tells on its own threads is taken up by the thread
 * that plays the scenario.
 */
final class LibvirtWorld implements World {
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(10);
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  /** Conditions that look at hosts change without a notice. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Scenario scenario;
  private final Map<String, LibvirtSettings> settings;
  private final LibvirtDevices devices;
  private final Config config;
  private final Ids ids;
  private final RealTimeline timeline = new RealTimeline();
  private final Instant beginning = timeline.now();
  private final Duration started = timeline.elapsed();
  private final SimulatedFleet faults = new SimulatedFleet(timeline, FleetSettings.defaults());
  private final Map<String, Hypervisor> witnesses = new LinkedHashMap<>();
  private final Truth truth;
  private final BlockingQueue<Runnable> happened = new LinkedBlockingQueue<>();
  private @Nullable Drover drover;

  LibvirtWorld(Scenario scenario, RunOptions options, LibvirtHosts hosts, Ids ids) {
    this.scenario = scenario;
    this.settings = hosts.settings(scenario, options.settings());
    this.devices = hosts.devices(scenario, options.settings());
    this.ids = ids;
    this.config =
        options
            .settings()
            .withFallback(scenario.settings())
            .withValue("store", ConfigValueFactory.fromAnyRef(StoreKind.MEMORY.label()))
            .atPath("drover")
            .withFallback(ConfigFactory.load());
    for (HostDefinition host : scenario.hosts()) {
      faults.addHost(
          new SimulatedHostSpec(
              host.name(), host.capacity(), host.bandwidth(), host.sharedStorage()));
    }
    settings.forEach((name, host) -> witnesses.put(name, LibvirtDriver.open(host, timeline::now)));
    truth = new LibvirtTruth(witnesses, devices::plugged);
  }

  /** Whether a fault is one of the application's hooks, which real hosts have too. */
  static boolean ofHooks(FaultSpec fault) {
    return fault.operation() == Call.POST_HOOK || fault.operation() == Call.RECOVER_HOOK;
  }

  @Override
  public Instant beginning() {
    return beginning;
  }

  @Override
  public Duration elapsed() {
    return timeline.elapsed().minus(started);
  }

  @Override
  public Timeline timeline() {
    return timeline;
  }

  @Override
  public SimulatedFleet faults() {
    return faults;
  }

  @Override
  public boolean canStrike(FaultSpec fault) {
    return ofHooks(fault);
  }

  @Override
  public InstanceSpec spec(InstanceDefinition instance) {
    return devices.spec(instance);
  }

  @Override
  public Truth truth() {
    return truth;
  }

  @Override
  public Optional<Drover> drover() {
    return Optional.ofNullable(drover);
  }

  @Override
  public boolean start(MigrationHooks hooks, Consumer<Notice> listener) {
    DroverSetup setup =
        new DroverSetup(
            scenario.hosts().stream().map(this::connect).toList(),
            Map.of(ScenarioHooks.NAME, hooks),
            config,
            ids);
    Drover starting = Drover.start(setup);
    starting.listen(notice -> happened.add(() -> listener.accept(notice)));
    drover = starting;
    CompletionStage<?> ready = starting.ready();
    return until(() -> ready.toCompletableFuture().isDone(), LONGEST_START);
  }

  private HostSpec connect(HostDefinition host) {
    LibvirtSettings libvirt = settings.get(host.name());
    if (libvirt == null) {
      throw new IllegalStateException("no libvirt host " + host.name());
    }
    return new HostSpec(
        host.name(),
        host.capacity(),
        host.sharedStorage(),
        LibvirtDriver.open(libvirt, timeline::now),
        devices.vifPlugger(host.name()),
        devices.volumes(host.name()));
  }

  @Override
  public void crash() {
    throw new IllegalStateException("one process cannot crash and go on; this is checked before");
  }

  @Override
  public void afterMessages(long messages, Runnable strike) {
    throw new IllegalStateException("messages are not counted here; this is checked before");
  }

  @Override
  public boolean disarm() {
    return false;
  }

  @Override
  public long messages() {
    return 0;
  }

  @Override
  public void settle() {
    for (Runnable one = happened.poll(); one != null; one = happened.poll()) {
      one.run();
    }
  }

  @Override
  public boolean until(BooleanSupplier condition, Duration limit) {
    Duration end = elapsed().plus(limit);
    settle();
    while (!condition.getAsBoolean()) {
      Duration left = end.minus(elapsed());
      if (left.isNegative() || left.isZero()) {
        return false;
      }
      nextMoment(left);
    }
    return true;
  }

  @Override
  public boolean nextMoment(Duration limit) {
    Duration wait = limit.compareTo(LOOK) < 0 ? limit : LOOK;
    try {
      Runnable first = happened.poll(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
      if (first != null) {
        first.run();
      }
      settle();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    }
  }

  @Override
  public boolean answered(CompletionStage<?> stage) {
    stage.whenComplete((value, failure) -> happened.add(() -> {}));
    return until(() -> stage.toCompletableFuture().isDone(), LONGEST_ANSWER);
  }

  /** Guests go on: what still runs is left. */
  @Override
  public void close() {
    Drover running = drover;
    if (running != null) {
      running.close();
      CompletionStage<?> closed = running.closed();
      until(() -> closed.toCompletableFuture().isDone(), LONGEST_START);
    }
    witnesses.values().forEach(Hypervisor::close);
    timeline.close();
  }
}
