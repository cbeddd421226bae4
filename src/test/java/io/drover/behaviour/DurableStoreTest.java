package io.drover.behaviour;

import static io.drover.behaviour.DurableFleet.join;
import static io.drover.behaviour.DurableFleet.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.VmState;
import io.drover.runtime.Mandate;
import io.drover.store.StoreException;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drover that ends and starts again on the file store, while its simulated hosts go on. */
class DurableStoreTest {
  @TempDir Path folder;

  private final DurableFleet fleet = new DurableFleet();

  @AfterEach
  void endHosts() {
    fleet.close();
  }

  private String store() {
    return "drover { store = file, stores.file.folder = \"%s\" }".formatted(folder);
  }

  private DroverSetup setup() {
    return fleet.setup(store());
  }

  private static void end(Drover drover) throws Exception {
    drover.close();
    join(drover.closed());
  }

  @Test
  void whatWasDoneIsKnownAfterARestart() throws Exception {
    Drover first = Drover.start(setup());
    InstanceView booted = join(join(first.boot(spec("web-1"), "hv1")).ended());
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
    ActorTestKit application = ActorTestKit.create(DurableFleet.config(store()));
    try {
      Drover drover = Drover.startIn(application.system(), setup());
      join(drover.ready());

      Mandate.get(application.system()).lose("another process acts");

      join(drover.closed());
      assertThatThrownBy(() -> join(drover.hosts())).hasMessageContaining("this Drover is closed");
      assertThatThrownBy(() -> Drover.startIn(application.system(), setup()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("has lost its store")
          .hasMessageContaining("another process acts");
    } finally {
      application.shutdownTestKit();
    }
  }
}
