package io.drover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.MigrateCall;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.FleetSnapshot.GuestSnapshot;
import io.drover.hypervisor.simulated.FleetSnapshot.HostSnapshot;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.testkit.HostTruth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to a fleet that come and go, while what is on its hosts stays. */
class RemoteFleetTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final InstanceId ID = new InstanceId("guest");

  private final TestFleet fleet = new TestFleet();
  private final FleetClient control = fleet.client();
  private final Hypervisor host = fleet.open("hv1");

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void close() {
    host.close();
    control.close();
    fleet.close();
  }

  @Test
  void aDroverWorksWithItsHosts() {
    try (Drover drover = Drover.start(DroverSetup.of(RemoteFleet.open(fleet.definition())))) {
      InstanceSpec web = new InstanceSpec("web-1", new Flavor(1, 64L << 20, 1L << 30), 1, 0);
      Operation boot = join(drover.boot(web, "hv1"));
      join(boot.ended());

      Migration move = join(drover.liveMigrate(boot.instance(), LiveMigration.to("hv2")));

      assertThat(join(move.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
      HostSnapshot left = join(control.report()).truth().host("hv1");
      HostSnapshot there = join(control.report()).truth().host("hv2");
      assertThat(left.guests()).isEmpty();
      assertThat(left.vifs()).isEmpty();
      assertThat(there.guests()).containsOnlyKeys(boot.instance());
      assertThat(there.vifs()).containsOnlyKeys(boot.instance());
      assertThat(there.volumes()).containsOnlyKeys(boot.instance());
      assertThat(HostTruth.of(there).vifCount()).isEqualTo(1);
      assertThat(HostTruth.of(there).guests()).containsValue(GuestState.RUNNING);
    }
  }

  @Test
  void withItsProcessTheCallsUnderWayAndTheEventsEnd() {
    join(host.connect());
    CompletionStage<Done> events =
        host.events().runWith(Sink.<HypervisorEvent>ignore(), KIT.system());
    join(control.inject(CallFault.of(Call.PAUSE, FaultKind.HANG)));
    CompletionStage<Done> hanging = host.pause(ID);

    fleet.restart();

    assertThat(kind(hanging)).isEqualTo(Kind.UNREACHABLE);
    events.handle((done, failure) -> "over").toCompletableFuture().join();
    assertThat(kind(host.ping())).isEqualTo(Kind.UNREACHABLE);
    join(host.connect());
    join(host.ping());
  }

  @Test
  void whileNobodyServesItCannotBeReachedAndThatIsSaid() {
    fleet.stop();

    assertThat(failure(host.connect()))
        .hasMessageContaining("hv1 cannot be reached at " + fleet.definition().socket());

    fleet.restart();
    join(host.connect());
  }

  @Test
  void aFreshConnectionEndsWhatHungOnTheOldOne() {
    join(host.connect());
    join(control.inject(CallFault.of(Call.PAUSE, FaultKind.HANG)));
    CompletionStage<Done> hanging = host.pause(ID);

    join(host.connect());

    assertThat(kind(hanging)).isEqualTo(Kind.UNREACHABLE);
    join(host.ping());
  }

  @Test
  void aTransferGoesOnWithoutWhoeverAskedForIt() {
    Hypervisor destination = fleet.open("hv2");
    join(destination.connect());
    String address = join(host.connect()).peerAddress().replace("hv1", "hv2");
    create(host);
    MigrateCall slowly =
        new MigrateCall(ID, "hv2", address, false, false, 20L << 20, Duration.ofMillis(50), false);
    CompletionStage<Done> moving = host.migrate(slowly);
    eventually(() -> join(host.jobInfo(ID)).isPresent());

    host.close();

    assertThat(kind(moving)).isEqualTo(Kind.UNREACHABLE);
    assertThat(guest().moving()).isTrue();
    eventually(() -> state(destination) == GuestState.RUNNING);
    FleetReport report = join(control.report());
    assertThat(report.truth().host("hv1").guests()).isEmpty();
    assertThat(report.truth().copies(ID).most()).isEqualTo(1);
    assertThat(report.secondCopies()).isEmpty();
    destination.close();
  }

  @Test
  void aCallThatTheHostHasTakenIsCarriedOutAlsoForTheDead() {
    join(host.connect());
    join(control.inject(CallFault.slow(Call.CREATE, Duration.ofMillis(300))));
    host.create(template());
    join(host.ping());

    host.close();

    eventually(() -> join(control.report()).truth().copies().containsKey(ID));
  }

  // What a test sees and does.

  @Test
  void aSecondCopyIsSeenAndNotForgotten() {
    Hypervisor other = fleet.open("hv2");
    join(host.connect());
    join(other.connect());
    create(host);
    create(other);
    join(other.destroy(ID));

    FleetReport report = join(control.report());

    assertThat(report.truth().copies(ID).running()).isEqualTo(1);
    assertThat(report.truth().copies(ID).most()).isEqualTo(2);
    assertThat(report.secondCopies())
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.copies()).containsOnlyKeys("hv1", "hv2"));
    assertThat(report.lines())
        .startsWith("hv1: 1 guests, VIFs of 0, volumes of 0", "  guest: running, started 1 times")
        .last()
        .asString()
        .contains("guest could run twice: {hv1=RUNNING, hv2=");
    other.close();
  }

  @Test
  void howOftenAGuestWasStartedIsCounted() {
    join(host.connect());
    create(host);
    GuestSnapshot before = guest();

    join(host.reset(ID));

    GuestSnapshot after = guest();
    assertThat(before.starts()).isEqualTo(1);
    assertThat(after.starts()).isEqualTo(2);
    assertThat(after.incarnation()).isEqualTo(before.incarnation());
  }

  @Test
  void whatTheFleetCannotBringAboutIsRefused() {
    assertThat(
            failure(
                control.inject(
                    CallFault.of(Call.CREATE, FaultKind.ERROR).during(MigrationPhase.QUEUED))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not know when a migration is queued");
    assertThat(failure(control.inject(CallFault.of(Call.POST_HOOK, FaultKind.ERROR))))
        .hasMessage("a post-hook is not made on the fleet");
    assertThat(failure(control.inject(CallFault.of(Call.CREATE, FaultKind.ERROR).on("hv9"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hv9");
    assertThat(join(control.heal(FaultSelector.ALL))).isZero();
  }

  private static DomainTemplate template() {
    InstanceSpec spec = new InstanceSpec("guest", new Flavor(1, 16L << 20, 0), 0, 0);
    return new DomainTemplate(ID, spec, List.of(), List.of());
  }

  private static void create(Hypervisor on) {
    join(on.create(template()));
    eventually(() -> state(on) == GuestState.RUNNING);
  }

  private static GuestState state(Hypervisor on) {
    return join(on.list()).stream()
        .filter(seen -> seen.id().equals(ID))
        .map(GuestEvidence::state)
        .findFirst()
        .orElse(GuestState.ABSENT);
  }

  private GuestSnapshot guest() {
    return join(control.report()).truth().host("hv1").guest(ID).orElseThrow();
  }

  private static void eventually(BooleanSupplier condition) {
    KIT.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(20),
            Duration.ofMillis(10),
            () -> {
              assertThat(condition.getAsBoolean()).isTrue();
              return true;
            });
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return stage
        .handle(
            (value, failure) ->
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure)
        .toCompletableFuture()
        .join();
  }

  private static Kind kind(CompletionStage<?> stage) {
    return ((HypervisorException) failure(stage)).kind();
  }
}
