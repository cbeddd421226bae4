package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.migration.MigrationHooks;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.runtime.RealTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drover inside an application, in real time, on simulated hosts that take no time. */
class EmbeddingTest {
  private static final Flavor ROOMY = new Flavor(1 << 16, 1L << 50, 1L << 50);
  private static final Config UNLIMITED =
      ConfigFactory.parseString(
              "drover.admission { outbound-per-host = 0, inbound-per-host = 0, fleet = 0 }")
          .withFallback(ConfigFactory.load());

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet = new SimulatedFleet(timeline, FleetSettings.immediate());
  private final CountDownLatch allHookThreadsBusy = new CountDownLatch(4);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final DroverSetup setup =
      DroverSetup.of(List.of(host("hv1"), host("hv2")))
          .withConfig(UNLIMITED)
          .withHooks("blocking", blocking());

  private HostSpec host(String name) {
    fleet.addHost(new SimulatedHostSpec(name, ROOMY, 1L << 30, true));
    return connected(name);
  }

  private HostSpec connected(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(name, ROOMY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  private MigrationHooks blocking() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        try {
          allHookThreadsBusy.countDown();
          mayEnd.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return CompletableFuture.completedStage(null);
      }
    };
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    timeline.close();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
  }

  private static InstanceSpec spec(String name) {
    return new InstanceSpec(name, new Flavor(1, 1L << 30, 0), 1, 0);
  }

  private static InstanceView ended(CompletionStage<Operation> operation) {
    return join(join(operation).ended());
  }

  @Test
  void ownsASystemOfItsOwnAndEndsItWithAllThreads() throws InterruptedException {
    Drover drover = Drover.start(setup);
    InstanceView booted = ended(drover.boot(spec("web-1"), "hv1"));
    assertThat(booted.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(ended(drover.reboot(booted.id(), RebootType.HARD)).fault()).isNull();
    Migration move = join(drover.liveMigrate(booted.id(), LiveMigration.to("hv2")));
    assertThat(join(move.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
    assertThat(join(drover.find("web-1")).host()).isEqualTo("hv2");

    drover.close();
    join(drover.closed());

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("drover-pekko")) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void isAGuestInASystemThatIsThere() {
    ActorTestKit kit = ActorTestKit.create("application", UNLIMITED);
    try {
      TestProbe<Notice> probe = kit.createTestProbe();
      Drover drover = Drover.startIn(kit.system(), setup);
      drover.watch(probe.ref());
      InstanceView booted = ended(drover.boot(spec("web-1"), "hv1"));

      assertThat(booted.host()).isEqualTo("hv1");
      probe.fishForMessage(
          java.time.Duration.ofSeconds(20),
          notice ->
              notice instanceof Notice.InstanceChanged changed
                      && changed.vmState() == VmState.ACTIVE
                  ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                  : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes
                      .continueAndIgnore());
      drover.close();
      assertThat(kit.system().whenTerminated().isCompleted()).isFalse();
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void leavesASystemThatIsThereWhenItIsClosedAndCanStartInItAgain() {
    ActorTestKit kit = ActorTestKit.create("application", UNLIMITED);
    try {
      Drover first = Drover.startIn(kit.system(), setup);
      CompletionStage<Done> watched = first.watch().runWith(Sink.<Notice>ignore(), kit.system());
      assertThatThrownBy(() -> Drover.startIn(kit.system(), setup))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "a Drover runs in actor system 'application' already;"
                  + " close it and wait for closed() first");

      first.close();

      join(first.closed());
      join(watched);
      assertThatThrownBy(() -> join(first.boot(spec("web-1"), "hv1")))
          .cause()
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNAVAILABLE));
      DroverSetup again =
          DroverSetup.of(List.of(connected("hv1"), connected("hv2"))).withConfig(UNLIMITED);
      Drover second = Drover.startIn(kit.system(), again);
      assertThat(ended(second.boot(spec("web-1"), "hv1")).vmState()).isEqualTo(VmState.ACTIVE);
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void takesNamesThatNoActorMayHave() {
    try (Drover drover = Drover.start(setup.withHost(host("rack 1/hv")))) {
      InstanceId id = new InstanceId("web 1/$a");

      InstanceView booted = ended(drover.boot(id, spec("web-1"), "rack 1/hv"));

      assertThat(booted.id()).isEqualTo(id);
      assertThat(booted.host()).isEqualTo("rack 1/hv");
      assertThat(booted.vmState()).isEqualTo(VmState.ACTIVE);
    }
  }

  @Test
  void refusesTwoHostsOfOneName() {
    HostSpec twice = setup.hosts().get(0);

    assertThatThrownBy(() -> setup.withHost(twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host 'hv1' is given twice; each host needs a name of its own");
  }

  @Test
  void aNameIsFreeAsSoonAsItsInstanceIsKnownToBeDeleted() {
    try (Drover drover = Drover.start(setup)) {
      for (int i = 0; i < 50; i++) {
        InstanceView booted = ended(drover.boot(spec("web-1"), "hv1"));
        assertThat(ended(drover.delete(booted.id())).vmState()).isEqualTo(VmState.DELETED);
      }
    }
  }

  @Test
  void aRefusedBootGivesTheNameBackToWhoeverHadItBefore() {
    try (Drover drover = Drover.start(setup)) {
      InstanceView deleted = ended(drover.boot(spec("web-1"), "hv1"));
      ended(drover.delete(deleted.id()));
      InstanceSpec huge = new InstanceSpec("web-1", new Flavor(1, Long.MAX_VALUE / 2, 0), 0, 0);
      assertThatThrownBy(() -> join(drover.boot(huge, "hv1")))
          .cause()
          .isInstanceOf(RequestRefusedException.class);

      assertThat(join(drover.find("web-1")).id()).isEqualTo(deleted.id());
    }
  }

  @Test
  void aRefusalSaysWhyAndLeavesNothing() {
    try (Drover drover = Drover.start(setup)) {
      assertThatThrownBy(() -> join(drover.boot(spec("web-1"), "hv9")))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> {
                assertThat(refused.reason()).isEqualTo(Refusal.NOT_FOUND);
                assertThat(refused).hasMessage("there is no host 'hv9'; there are hv1, hv2");
              });
      assertThat(join(drover.instances())).isEmpty();
    }
  }

  @Test
  void aMissingReferenceConfIsOneSentence() {
    Config without = ConfigFactory.defaultReference().withoutPath("drover").resolve();

    assertThatThrownBy(() -> Drover.start(setup.withConfig(without)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lacks Drover's reference.conf");
  }

  @Test
  void everyThreadPoolKeepsItsMaximumAtTenAndAtAThousandOperationsInFlight()
      throws InterruptedException {
    Drover drover = Drover.start(setup);
    SortedMap<String, Integer> few = inFlight(drover, "few", 10);
    SortedMap<String, Integer> many = inFlight(drover, "many", 1_000);
    mayEnd.countDown();
    drover.close();
    join(drover.closed());

    assertThat(few).containsEntry("drover-drover.hook-dispatcher", 4);
    assertThat(many).containsEntry("drover-drover.hook-dispatcher", 4);
    int parallelism = Math.max(8, Math.min(64, Runtime.getRuntime().availableProcessors()));
    assertThat(many)
        .allSatisfy(
            (pool, threads) -> assertThat(threads).as(pool).isLessThanOrEqualTo(parallelism));
  }

  /** The threads of each pool while this many migrations wait for hooks that block. */
  private SortedMap<String, Integer> inFlight(Drover drover, String name, int count)
      throws InterruptedException {
    List<CompletionStage<Operation>> boots = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> boots.add(drover.boot(spec(name + i), "hv1")));
    List<InstanceView> booted = boots.stream().map(EmbeddingTest::ended).toList();
    LiveMigration order = LiveMigration.to("hv2").withHooks("blocking");
    booted.stream()
        .map(view -> drover.liveMigrate(view.id(), order))
        .toList()
        .forEach(move -> join(join(move).ended()));
    assertThat(allHookThreadsBusy.await(1, TimeUnit.MINUTES)).isTrue();
    return threads();
  }

  private static SortedMap<String, Integer> threads() {
    SortedMap<String, Integer> pools = new TreeMap<>();
    Thread.getAllStackTraces()
        .keySet()
        .forEach(
            thread -> {
              if (thread.getName().startsWith("drover-") && thread.isAlive()) {
                pools.merge(thread.getName().replaceAll("-\\d+$", ""), 1, Integer::sum);
              }
            });
    return pools;
  }
}
