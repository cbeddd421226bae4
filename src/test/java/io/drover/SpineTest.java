package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.host.HostSpec;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.hypervisor.simulated.SimulatedConnection;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.hypervisor.simulated.SimulatedHostSpec;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.runtime.Ids;
import io.drover.simulation.VirtualSystem;
import io.drover.simulation.VirtualTimeline;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

class SpineTest {
  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final SimulatedFleet fleet = new SimulatedFleet(timeline, FleetSettings.defaults());

  private HostSpec host(String name) {
    Flavor capacity = new Flavor(16, 64L << 30, 1L << 40);
    fleet.addHost(new SimulatedHostSpec(name, capacity, 1L << 30, true));
    SimulatedConnection c = fleet.connect(name);
    return new HostSpec(name, capacity, true, c.hypervisor(), c.vifPlugger(), c.volumeConnector());
  }

  private <T> T await(CompletionStage<T> stage) {
    boolean done =
        timeline.runUntil(() -> stage.toCompletableFuture().isDone(), Duration.ofMinutes(10));
    assertThat(done).as("at " + timeline.now()).isTrue();
    return stage.toCompletableFuture().join();
  }

  @Test
  void anInstanceBootsRebootsAndMoves() {
    DroverSetup setup =
        DroverSetup.of(List.of(host("hv1"), host("hv2")))
            .withIds(Ids.from(new SplittableRandom(1)));
    VirtualSystem incarnation = timeline.newIncarnation("spine");
    ActorSystem<Object> system =
        incarnation.start(Behaviors.<Object>ignore(), "spine", ConfigFactory.load());
    Drover drover = Drover.startIn(system, setup);
    await(drover.ready());
    Operation boot =
        await(
            drover.boot(
                new InstanceSpec("web-1", new Flavor(2, 4L << 30, 20L << 30), 1, 100L << 20),
                "hv1"));
    InstanceView booted = await(boot.ended());
    System.out.println(timeline.elapsed() + " " + booted);
    for (RebootType type : RebootType.values()) {
      InstanceView rebooted = await(await(drover.reboot(boot.instance(), type)).ended());
      System.out.println(timeline.elapsed() + " " + rebooted);
    }
    Migration migration = await(drover.liveMigrate(boot.instance(), LiveMigration.to("hv2")));
    MigrationView moved = await(migration.ended());
    System.out.println(timeline.elapsed() + " " + moved);
    System.out.println(await(drover.hosts()));
    System.out.println(await(await(drover.stop(boot.instance())).ended()));
    System.out.println(await(await(drover.start(boot.instance())).ended()));
    System.out.println(await(await(drover.delete(boot.instance())).ended()));
    System.out.println(timeline.elapsed() + " " + await(drover.hosts()));
    incarnation.close();
  }
}
