package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.VmState;
import io.drover.runtime.Mandate;
import io.drover.runtime.RealTimeline;
import io.drover.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drover that ends and starts again on the file store, while its simulated hosts go on. */
class DurableStoreTest {
  private static final Flavor ROOMY = new Flavor(64, 1L << 40, 1L << 40);

  @TempDir Path folder;

  private final RealTimeline timeline = new RealTimeline();
  private final SimulatedFleet fleet = new SimulatedFleet(timeline, FleetSettings.immediate());

  @BeforeEach
  void addHosts() {
    for (String name : List.of("hv1", "hv2")) {
      fleet.addHost(new SimulatedHostSpec(name, ROOMY, 1L << 30, true));
    }
  }

  @AfterEach
  void endHosts() {
    timeline.close();
  }

  private Config config() {
    return ConfigFactory.parseString(
            "drover { store = file, stores.file.folder = \"%s\" }".formatted(folder))
        .withFallback(ConfigFactory.load());
  }

  private DroverSetup setup() {
    return DroverSetup.of(Stream.of("hv1", "hv2").map(this::connected).toList())
        .withConfig(config());
  }

  private HostSpec connected(String name) {
    SimulatedConnection to = fleet.connect(name);
    return new HostSpec(name, ROOMY, true, to.hypervisor(), to.vifPlugger(), to.volumeConnector());
  }

  private static <T> T join(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static void end(Drover drover) throws Exception {
    drover.close();
    join(drover.closed());
  }

  @Test
  void whatWasDoneIsKnownAfterARestart() throws Exception {
    Drover first = Drover.start(setup());
    InstanceSpec spec = new InstanceSpec("web-1", new Flavor(1, 1L << 29, 0), 1, 0);
    InstanceView booted = join(join(first.boot(spec, "hv1")).ended());
    Migration move = join(first.liveMigrate(booted.id(), LiveMigration.to("hv2")));
    assertThat(join(move.ended()).status()).isEqualTo(MigrationStatus.COMPLETED);
    join(first.disableHost("hv1", "to be emptied"));
    InstanceView before = join(first.instance(booted.id()));
    end(first);

    Drover second = Drover.start(setup());
    join(second.ready());
    InstanceView after = join(second.find("web-1"));
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.host()).isEqualTo("hv2");
    assertThat(after.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(after.migrations()).hasSameSizeAs(before.migrations());
    assertThat(join(second.hosts()).get(0).disabled()).isEqualTo("to be emptied");
    assertThat(join(join(second.delete(after.id())).ended()).vmState()).isEqualTo(VmState.DELETED);
    end(second);
  }

  @Test
  void aSecondDroverOnItsStoreIsRefused() throws Exception {
    Drover first = Drover.start(setup());

    assertThatThrownBy(() -> Drover.start(setup()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());

    end(first);
  }

  @Test
  void aDroverWhosePlaceAnotherHasTakenEnds() throws Exception {
    ActorTestKit application = ActorTestKit.create(config());
    try {
      Drover drover = Drover.startIn(application.system(), setup());
      join(drover.ready());

      Mandate.get(application.system()).lose("another process acts");

      join(drover.closed());
      assertThatThrownBy(() -> join(drover.hosts())).hasMessageContaining("this Drover is closed");
    } finally {
      application.shutdownTestKit();
    }
  }
}
