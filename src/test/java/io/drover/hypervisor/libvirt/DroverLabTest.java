package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.host.HostSpec;
import io.drover.hypervisor.GuestState;
import io.drover.migration.MigrationHooks;
import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole Drover on the lab's hosts, with a guest's counter as the witness. */
@Tag("lab")
class DroverLabTest {
  private static final Flavor SMALL = new Flavor(1, 128L << 20, 0);

  /** Slow enough for something to happen while the guest moves. */
  private static final String SLOWLY = "drover.migration.bandwidth = 3 MiB";

  private final Lab lab = new Lab("");
  private final List<String> hooks = new CopyOnWriteArrayList<>();
  private final Drover drover =
      Drover.start(
          DroverSetup.of(List.of(host("hv1"), host("hv2")))
              .withConfig(ConfigFactory.parseString(SLOWLY).withFallback(ConfigFactory.load()))
              .withHooks("noting", noting()));

  private HostSpec host(String name) {
    return new HostSpec(
        name,
        new Flavor(8, 8L << 30, 0),
        true,
        LibvirtDriver.open(LibvirtSettings.of(name, lab.config()), InstantSource.system()),
        VifPlugger.none(),
        VolumeConnector.none());
  }

  private MigrationHooks noting() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        hooks.add("post");
        return CompletableFuture.completedStage(null);
      }

      @Override
      public CompletionStage<?> recover(MigrationView migration) {
        hooks.add("recover");
        return CompletableFuture.completedStage(null);
      }
    };
  }

  @AfterEach
  void close() {
    drover.close();
    result(drover.closed());
    lab.close();
  }

  private InstanceId bootAndCount() {
    InstanceId id = lab.guest(0).id();
    Operation boot = result(drover.boot(id, new InstanceSpec("lab-guest", SMALL, 0, 0), "hv1"));
    assertThat(result(boot.ended()).vmState()).isEqualTo(VmState.ACTIVE);
    lab.eventually(() -> counted(id, 1));
    return id;
  }

  private boolean counted(InstanceId id, int times) {
    assertThat(lab.counted(id)).hasSizeGreaterThanOrEqualTo(times);
    return true;
  }

  private Migration moving(InstanceId id) {
    Migration migration =
        result(drover.liveMigrate(id, LiveMigration.to("hv2").withHooks("noting")));
    lab.eventually(() -> isMoving(id));
    return migration;
  }

  private boolean isMoving(InstanceId id) {
    assertThat(look(lab.hv1, id).jobActive()).isTrue();
    return true;
  }

  private InstanceView settled(InstanceId id) {
    return lab.eventually(
        () -> {
          InstanceView view = result(drover.instance(id));
          assertThat(view.atRest()).isTrue();
          return view;
        });
  }

  @Test
  void aGuestStaysWhenTheDestinationsLibvirtdIsKilledWhileItMoves() {
    InstanceId id = bootAndCount();
    Migration migration = moving(id);

    Lab.run("scripts/lab.sh", "kill-libvirtd", "hv2");
    try {
      MigrationView ended = result(migration.ended());
      assertThat(ended.status()).isEqualTo(MigrationStatus.FAILED);
      assertThat(ended.hook()).isEqualTo(HookKind.RECOVER);
      InstanceView settled = settled(id);
      assertThat(settled.host()).isEqualTo("hv1");
      assertThat(settled.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(hooks).containsExactly("recover");
      assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
      lab.goesOnCounting(id, 2);
      assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
    } finally {
      Lab.run("scripts/lab.sh", "up");
      result(lab.hv2.connect());
    }
  }

  @Test
  void anAbortLeavesTheGuestWhereItIs() {
    InstanceId id = bootAndCount();
    Migration migration = moving(id);

    result(drover.abortMigration(id));

    MigrationView ended = result(migration.ended());
    assertThat(ended.status()).isEqualTo(MigrationStatus.CANCELLED);
    assertThat(ended.reason()).isEqualTo(Reason.ABORTED);
    assertThat(settled(id).lastMigration().orElseThrow().hookState())
        .isEqualTo(HookState.DELIVERED);
    assertThat(hooks).containsExactly("recover");
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.ABSENT);
    lab.goesOnCounting(id, 2);
    assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
  }

  @Test
  void aRebootGivesTheGuestANewDomainIdAndItCountsFromOne() {
    InstanceId id = bootAndCount();
    long before = Objects.requireNonNull(look(lab.hv1, id).incarnation()).domainId();

    InstanceView soft = result(result(drover.reboot(id, RebootType.SOFT)).ended());

    assertThat(soft.fault()).isNull();
    long after = Objects.requireNonNull(look(lab.hv1, id).incarnation()).domainId();
    assertThat(after).isNotEqualTo(before);
    lab.eventually(() -> begunAgain(id, 2));

    InstanceView hard = result(result(drover.reboot(id, RebootType.HARD)).ended());

    assertThat(hard.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(look(lab.hv1, id).incarnation()).extracting("domainId").isNotEqualTo(after);
    lab.eventually(() -> begunAgain(id, 3));
  }

  private boolean begunAgain(InstanceId id, int times) {
    assertThat(lab.counted(id).stream().filter(count -> count == 1)).hasSize(times);
    return true;
  }

  @Test
  void aSuspendedGuestGoesOnCountingOnceItIsResumed() {
    InstanceId id = bootAndCount();

    InstanceView suspended = result(result(drover.suspend(id)).ended());

    assertThat(suspended.vmState()).isEqualTo(VmState.SUSPENDED);
    assertThat(suspended.fault()).isNull();
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.SUSPENDED);

    InstanceView resumed = result(result(drover.resume(id)).ended());

    assertThat(resumed.vmState()).isEqualTo(VmState.ACTIVE);
    lab.goesOnCounting(id, 2);
    assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
  }

  @Test
  void aDeletedInstanceLeavesNoGuest() {
    InstanceId id = bootAndCount();

    InstanceView deleted = result(result(drover.delete(id)).ended());

    assertThat(deleted.vmState()).isEqualTo(VmState.DELETED);
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
  }
}
