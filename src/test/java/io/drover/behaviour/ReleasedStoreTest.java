package io.drover.behaviour;

import static io.drover.behaviour.DurableFleet.await;
import static io.drover.behaviour.DurableFleet.join;
import static io.drover.behaviour.ReleasedStore.BATCH;
import static io.drover.behaviour.ReleasedStore.MESSY;
import static io.drover.behaviour.ReleasedStore.MOVING;
import static io.drover.behaviour.ReleasedStore.OLD;
import static io.drover.behaviour.ReleasedStore.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.Operation;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FleetWatcher;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drover goes on with the store of its first release. Until that release, {@code mvn -q test
 * -Dtest=ReleasedStoreTest -Ddrover.write-released-store=true} makes it anew.
 */
class ReleasedStoreTest {
  private static final String WRITE = "drover.write-released-store";

  /** Slow enough that the transfer goes on while Drover starts. */
  private static final long LINK = 100 << 20;

  @TempDir Path folder;

  private final DurableFleet hosts = ReleasedStore.hosts(LINK);
  private final AtomicInteger migrateCalls = new AtomicInteger();

  @BeforeAll
  static void write(@TempDir Path scratch) throws Exception {
    if (Boolean.getBoolean(WRITE)) {
      ReleasedStore.write(scratch);
    }
  }

  @BeforeEach
  void hostsAreAsTheyWereLeft() throws Exception {
    Files.copy(ReleasedStore.FILE, folder.resolve("drover.db"));
    hosts.create("hv1", WEB, ReleasedStore.spec(WEB));
    hosts.plug("hv2", MESSY, ReleasedStore.spec(MESSY));
    hosts.create("hv1", MOVING, ReleasedStore.spec(MOVING));
    hosts.plug("hv2", MOVING, ReleasedStore.spec(MOVING));
    hosts.migrate(MOVING, "hv1", "hv2");
    hosts
        .fleet()
        .watch(
            new FleetWatcher() {
              @Override
              public void called(Call call, @Nullable String host, List<InstanceId> about) {
                if (call == Call.MIGRATE) {
                  migrateCalls.incrementAndGet();
                }
              }
            });
  }

  @AfterEach
  void endHosts() {
    hosts.close();
  }

  @Test
  void everyInstanceIsThereAndTheMigrationGoesOn() throws Exception {
    Drover drover = Drover.start(hosts.setup(settings()));
    try {
      join(drover.ready());

      InstanceView web = join(drover.instance(WEB));
      assertThat(web.spec()).isEqualTo(ReleasedStore.spec(WEB));
      assertThat(web.host()).isEqualTo("hv1");
      assertThat(web.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(web.powerState()).isEqualTo(PowerState.RUNNING);
      assertThat(statuses(web)).containsExactly(MigrationStatus.COMPLETED);
      assertThat(join(drover.find("batch")).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(join(drover.instance(OLD)).vmState()).isEqualTo(VmState.DELETED);
      assertThat(join(drover.hosts()).get(2).disabled()).isEqualTo(ReleasedStore.DISABLED);
      assertThat(join(drover.instances())).hasSize(5);

      InstanceView moved = await(drover, MOVING, view -> view.taskState() == TaskState.NONE);
      assertThat(moved.host()).isEqualTo("hv2");
      assertThat(moved.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(statuses(moved)).containsExactly(MigrationStatus.COMPLETED);
      assertThat(migrateCalls).as("transfers that Drover began").hasValue(0);

      InstanceView messy = await(drover, MESSY, view -> view.leftovers().isEmpty());
      assertThat(messy.vmState()).isEqualTo(VmState.STOPPED);
      assertThat(hosts.fleet().truth().vifs("hv1")).containsOnlyKeys(WEB);
      assertThat(hosts.fleet().truth().vifs("hv2")).containsOnlyKeys(MOVING);
    } finally {
      drover.close();
      join(drover.closed());
    }
  }

  @Test
  void aRequestThatWasDoneIsNotDoneAgainAndEveryInstanceObeys() throws Exception {
    Drover drover = Drover.start(hosts.setup(settings()));
    try {
      Operation boot =
          join(drover.once(ReleasedStore.KEY).boot(WEB, ReleasedStore.spec(WEB), "hv2"));
      assertThat(join(boot.ended()).host()).isEqualTo("hv1");

      join(join(drover.start(BATCH)).ended());
      assertThat(join(drover.instance(BATCH)).vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(join(join(drover.delete(WEB)).ended()).vmState()).isEqualTo(VmState.DELETED);
    } finally {
      drover.close();
      join(drover.closed());
    }
  }

  private String settings() {
    return ReleasedStore.settings(folder, ReleasedStore.GOES_ON)
        + "drover.instance.sweep-interval = 1 s";
  }

  private static List<MigrationStatus> statuses(InstanceView view) {
    return view.migrations().stream().map(MigrationView::status).toList();
  }
}
