package io.drover.hypervisor.simulated;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.runtime.Timeline;
import io.drover.storage.Volume;
import io.drover.testing.ManualTimeline;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/** Two simulated hosts for the conformance suite, on a timeline of any kind. */
final class SimulatedConformanceHosts implements ConformanceHosts {
  private static final long BANDWIDTH = 1L << 30;

  /** Far more than anything takes in real time: streams run on threads on any timeline. */
  private static final Duration LONG = Duration.ofSeconds(15);

  private final SimulatedFleet fleet;
  private final ActorTestKit kit;
  private final TestProbe<Object> probe;
  private final UnaryOperator<Hypervisor> defect;
  private final long memory;
  private final Runnable end;
  private final Pace pace;
  private int made;

  /** Lets time pass until a condition holds, or nothing more happens on the timeline. */
  private interface Pace {
    void until(BooleanSupplier condition);
  }

  /** On a timeline that is moved from event to event, with a defect in every connection. */
  static SimulatedConformanceHosts onManualTime(
      ActorTestKit kit, UnaryOperator<Hypervisor> defect) {
    ManualTimeline timeline = new ManualTimeline();
    return new SimulatedConformanceHosts(
        timeline,
        FleetSettings.defaults(),
        128L << 20,
        kit,
        defect,
        condition -> moveOn(timeline, condition),
        () -> {});
  }

  /**
   * On a timeline that goes on by itself.
   *
   * @param memory bytes of each guest: how long a migration lasts
   */
  static SimulatedConformanceHosts onTime(
      Timeline timeline, FleetSettings settings, long memory, ActorTestKit kit, Runnable end) {
    return new SimulatedConformanceHosts(
        timeline, settings, memory, kit, UnaryOperator.identity(), condition -> {}, end);
  }

  private SimulatedConformanceHosts(
      Timeline timeline,
      FleetSettings settings,
      long memory,
      ActorTestKit kit,
      UnaryOperator<Hypervisor> defect,
      Pace pace,
      Runnable end) {
    this.fleet = new SimulatedFleet(timeline, settings);
    this.memory = memory;
    this.kit = kit;
    this.probe = kit.createTestProbe();
    this.defect = defect;
    this.pace = pace;
    this.end = end;
    for (String name : List.of("hv1", "hv2")) {
      fleet.addHost(new SimulatedHostSpec(name, new Flavor(16, 64L << 30, 0), BANDWIDTH, true));
    }
  }

  private static void moveOn(ManualTimeline timeline, BooleanSupplier condition) {
    Duration end = timeline.elapsed().plus(Duration.ofHours(1));
    while (!condition.getAsBoolean() && timeline.elapsed().compareTo(end) < 0 && timeline.step()) {
      // The condition is looked at after each event.
    }
  }

  @Override
  public Hypervisor openSource() {
    return defect.apply(fleet.connect("hv1").hypervisor());
  }

  @Override
  public Hypervisor openDestination() {
    return defect.apply(fleet.connect("hv2").hypervisor());
  }

  /** Each guest's id comes before that of the last one, to show who sorts. */
  @Override
  public DomainTemplate guest(long diskBytes) {
    InstanceId id = new InstanceId("guest-%02d".formatted(99 - made++));
    InstanceSpec spec = new InstanceSpec(id.value(), new Flavor(1, memory, diskBytes), 0, 0);
    return new DomainTemplate(id, spec, List.of(), Volume.of(id, spec, true));
  }

  @Override
  public String deadPeerAddress() {
    return "simulated://nowhere";
  }

  @Override
  public ClassicActorSystemProvider streams() {
    return kit.system();
  }

  @Override
  public boolean passTimeUntil(BooleanSupplier condition) {
    pace.until(condition);
    try {
      return probe.awaitAssert(
          LONG,
          Duration.ofMillis(5),
          () -> {
            if (!condition.getAsBoolean()) {
              throw new AssertionError();
            }
            return true;
          });
    } catch (AssertionError never) {
      return false;
    }
  }

  @Override
  public Optional<String> notPossibleHere(Trouble trouble) {
    return Optional.empty();
  }

  @Override
  public Runnable strike(Trouble trouble, InstanceId guest) {
    fleet.inject(
        switch (trouble) {
          case SILENCE -> HostFault.of("hv1", FaultKind.UNREACHABLE);
          case POWER_LOSS -> HostFault.of("hv1", FaultKind.DOWN);
          case LOST_ANSWER -> CallFault.of(Call.PAUSE, FaultKind.LOST_ANSWER).on("hv1").striking(1);
          case CUT_LINK, BROKEN_POST_COPY -> PartitionFault.of("hv1", "hv2");
          case CRASH -> GuestFault.of(guest, FaultKind.GUEST_CRASH);
        });
    return () -> fleet.heal(FaultSelector.ALL);
  }

  @Override
  public void close() {
    end.run();
  }
}
