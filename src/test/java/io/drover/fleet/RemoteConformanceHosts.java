package io.drover.fleet;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.storage.Volume;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/** Two hosts of a fleet for the conformance suite, in real time; trouble comes over the socket. */
final class RemoteConformanceHosts implements ConformanceHosts {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final Duration OFTEN = Duration.ofMillis(5);

  /** So little that also the slowest migration of the suite is over in seconds. */
  private static final long MEMORY = 3L << 20;

  private final TestFleet fleet = new TestFleet();
  private final FleetClient control = fleet.client();
  private final ActorTestKit kit;
  private final TestProbe<Object> probe;
  private int made;

  RemoteConformanceHosts(ActorTestKit kit) {
    this.kit = kit;
    this.probe = kit.createTestProbe();
  }

  @Override
  public Hypervisor openSource() {
    return fleet.open("hv1");
  }

  @Override
  public Hypervisor openDestination() {
    return fleet.open("hv2");
  }

  @Override
  public DomainTemplate guest(long diskBytes) {
    InstanceId id = new InstanceId("guest-%02d".formatted(99 - made++));
    InstanceSpec spec = new InstanceSpec(id.value(), new Flavor(1, MEMORY, diskBytes), 0, 0);
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
    try {
      return probe.awaitAssert(
          LONG,
          OFTEN,
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
    control
        .inject(
            switch (trouble) {
              case SILENCE -> HostFault.of("hv1", FaultKind.UNREACHABLE);
              case POWER_LOSS -> HostFault.of("hv1", FaultKind.DOWN);
              case LOST_ANSWER ->
                  CallFault.of(Call.PAUSE, FaultKind.LOST_ANSWER).on("hv1").striking(1);
              case CUT_LINK, BROKEN_POST_COPY -> PartitionFault.of("hv1", "hv2");
              case CRASH -> GuestFault.of(guest, FaultKind.GUEST_CRASH);
            })
        .toCompletableFuture()
        .join();
    return () -> control.heal(FaultSelector.ALL).toCompletableFuture().join();
  }

  @Override
  public void close() {
    control.close();
    fleet.close();
  }
}
