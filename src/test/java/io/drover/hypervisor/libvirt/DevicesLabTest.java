package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.LiveMigration;
import io.drover.host.HostSpec;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import io.drover.testing.TamperedHypervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Interfaces and disks of real guests: bridges, tap devices and images, made by real commands. */
@Tag("lab")
class DevicesLabTest {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final String BRIDGE = "br-test";

  /** A bridge of this test's own. */
  private final Lab lab =
      new Lab("hosts { hv1.values.bridge = %s, hv2.values.bridge = %s }".formatted(BRIDGE, BRIDGE));

  private final List<Notice> told = new CopyOnWriteArrayList<>();
  private Drover drover = start(true, real -> {});

  private Drover start(boolean sharedStorage, Consumer<Hypervisor> beforeDisksAreCounted) {
    String settings =
        "drover { migration.bandwidth = 20 MiB, host.disk-scan-interval = 2 s, vif-plug.interval = 2 s }";
    Drover started =
        Drover.start(
            DroverSetup.of(
                    List.of(
                        host("hv1", sharedStorage, beforeDisksAreCounted),
                        host("hv2", sharedStorage, real -> {})))
                .withConfig(
                    ConfigFactory.parseString(settings).withFallback(ConfigFactory.load())));
    started.listen(told::add);
    return started;
  }

  private void restart(boolean sharedStorage, Consumer<Hypervisor> beforeDisksAreCounted) {
    stop();
    drover = start(sharedStorage, beforeDisksAreCounted);
  }

  private void stop() {
    drover.close();
    result(drover.closed());
  }

  private HostSpec host(
      String name, boolean sharedStorage, Consumer<Hypervisor> beforeDisksAreCounted) {
    HostCommands commands = HostCommands.of(name, lab.config());
    Hypervisor real =
        LibvirtDriver.open(LibvirtSettings.of(name, lab.config()), InstantSource.system());
    return new HostSpec(
        name,
        new Flavor(8, 8L << 30, 8L << 30),
        sharedStorage,
        TamperedHypervisor.before(
            real, "diskInfo", arguments -> beforeDisksAreCounted.accept(real)),
        commands.plugger(),
        commands.volumes());
  }

  @AfterEach
  void close() {
    stop();
    for (String host : List.of("hv1", "hv2")) {
      if (there(host, BRIDGE)) {
        Lab.run("ip", "-n", namespace(host), "link", "delete", BRIDGE);
      }
    }
    lab.close();
  }

  private String namespace(String host) {
    return lab.config().getString("hosts." + host + ".values.namespace");
  }

  private void makeBridge(String host) {
    Lab.run("ip", "-n", namespace(host), "link", "add", BRIDGE, "type", "bridge");
    Lab.run("ip", "-n", namespace(host), "link", "set", BRIDGE, "up");
  }

  private boolean there(String host, String device) {
    return Lab.succeeds("ip", "-n", namespace(host), "link", "show", "dev", device);
  }

  private void assertPlugged(String host, InstanceId id) {
    assertThat(Lab.run("ip", "-n", namespace(host), "link", "show", "master", BRIDGE))
        .contains(new Vif(id, 0).device());
  }

  private InstanceId boot(long diskBytes, int vifs) {
    InstanceId id = lab.newGuest();
    InstanceSpec spec =
        new InstanceSpec("lab-guest-" + id, new Flavor(1, 128 * MEBIBYTE, diskBytes), vifs, 0);
    assertThat(result(result(drover.boot(id, spec, "hv1")).ended()).vmState())
        .isEqualTo(VmState.ACTIVE);
    lab.eventually(() -> assertThat(lab.counted(id)).isNotEmpty());
    return id;
  }

  private MigrationView move(InstanceId id, LiveMigration order) {
    return result(result(drover.liveMigrate(id, order)).ended());
  }

  private void assertMoved(InstanceId id, MigrationView ended) {
    assertThat(ended.status()).as(ended.toString()).isEqualTo(MigrationStatus.COMPLETED);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
    lab.goesOnCounting(id, 2);
    assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
  }

  private Path sharedImage(InstanceId id) {
    return Path.of(lab.config().getString("guest.disk-folder"), id + "-0.qcow2");
  }

  private Path localImage(String host, InstanceId id) {
    return Path.of(lab.config().getString("hosts." + host + ".values.images"), id + "-0.qcow2");
  }

  @Test
  void aBridgeThatAppearsLateIsPluggedIntoAtTheThirdAttempt() {
    drover.listen(
        notice -> {
          if (notice instanceof Notice.VifPlugFailed failed && failed.attempt() == 2) {
            makeBridge("hv1");
          }
        });

    InstanceId id = boot(0, 1);

    assertThat(told)
        .filteredOn(Notice.VifPlugFailed.class::isInstance)
        .extracting(notice -> ((Notice.VifPlugFailed) notice).attempt())
        .containsExactly(1, 2);
    assertPlugged("hv1", id);

    result(result(drover.delete(id)).ended());

    assertThat(there("hv1", new Vif(id, 0).device())).isFalse();
  }

  @Test
  void aGuestMovesWithItsInterfacesAndItsSharedDisk() {
    makeBridge("hv1");
    makeBridge("hv2");
    InstanceId id = boot(64 * MEBIBYTE, 1);
    assertThat(sharedImage(id)).exists();

    assertMoved(id, move(id, LiveMigration.to("hv2")));

    assertPlugged("hv2", id);
    assertThat(there("hv1", new Vif(id, 0).device())).isFalse();
    assertThat(sharedImage(id)).exists();
  }

  @Test
  void aSharedDiskThatIsNotMountedIsNotReplacedByAnEmptyOne() throws Exception {
    InstanceId id = boot(64 * MEBIBYTE, 0);
    Path image = sharedImage(id);
    Path elsewhere = Path.of(image + ".elsewhere");
    Files.move(image, elsewhere);

    MigrationView refused = move(id, LiveMigration.to("hv2"));

    assertThat(refused.status()).isEqualTo(MigrationStatus.FAILED);
    assertThat(refused.reason()).isEqualTo(Reason.VOLUME);
    assertThat(image).doesNotExist();
    lab.goesOnCounting(id, 2);
    Files.move(elsewhere, image);
    assertMoved(id, move(id, LiveMigration.to("hv2")));
  }

  @Test
  void aGuestTakesItsLocalDiskAlongAndLeavesNoCopy() throws Exception {
    restart(false, real -> {});
    InstanceId id = lab.newGuest();
    Path before = localImage("hv1", id);
    Path after = localImage("hv2", id);
    Files.createDirectories(before.getParent());
    Lab.run("qemu-img", "create", "-q", "-f", "qcow2", before.toString(), "64M");
    Lab.run("qemu-io", "-c", "write -P 0x5a 1M 64k", before.toString());
    InstanceSpec spec =
        new InstanceSpec("lab-guest", new Flavor(1, 128 * MEBIBYTE, 64 * MEBIBYTE), 0, 0);
    assertThat(result(result(drover.boot(id, spec, "hv1")).ended()).vmState())
        .isEqualTo(VmState.ACTIVE);
    lab.eventually(() -> assertThat(lab.counted(id)).isNotEmpty());

    assertMoved(id, move(id, LiveMigration.to("hv2").withBlockMigration()));

    assertThat(before).doesNotExist();
    result(result(drover.delete(id)).ended());
    assertThat(after).as("a deleted instance's disk is nobody's copy").exists();
    assertThat(Lab.run("qemu-io", "-c", "read -P 0x5a 1M 64k", after.toString()))
        .doesNotContain("verification failed");
    Files.delete(after);
  }

  @Test
  void anAbortedBlockMigrationLeavesTheDiskWhereItIsAndNoCopy() throws Exception {
    restart(false, real -> {});
    InstanceId id = boot(64 * MEBIBYTE, 0);
    var migration = result(drover.liveMigrate(id, LiveMigration.to("hv2").withBlockMigration()));
    lab.eventually(() -> assertThat(look(lab.hv1, id).jobActive()).isTrue());
    assertThat(localImage("hv2", id)).exists();

    result(drover.abortMigration(id));

    assertThat(result(migration.ended()).status()).isEqualTo(MigrationStatus.CANCELLED);
    assertThat(localImage("hv1", id)).exists();
    assertThat(localImage("hv2", id)).doesNotExist();
    lab.goesOnCounting(id, 2);
    result(result(drover.delete(id)).ended());
    Files.delete(localImage("hv1", id));
  }

  @Test
  void aSecondCopyOnTheSameSharedDiskIsRefusedEvenPastDrover() {
    InstanceId id = boot(64 * MEBIBYTE, 0);

    // On one machine QEMU itself finds the image in use, before the lock manager is asked.
    assertThatThrownBy(() -> result(lab.hv2.create(copy(id, true))))
        .isInstanceOf(HypervisorException.class)
        .hasMessageContaining("lock")
        .hasMessageContaining(sharedImage(id).getFileName().toString())
        .hasMessageNotContainingAny("\n", "{");

    assertRunsOnTheFirstHostOnly(id);
  }

  @Test
  void theLockManagerRefusesASecondCopyThatQemuCannotTell() throws Exception {
    restart(false, real -> {});
    InstanceId id = boot(64 * MEBIBYTE, 0);
    // The same path on another host: the lock that hosts share goes by the path.
    Files.createDirectories(localImage("hv2", id).getParent());
    Files.copy(localImage("hv1", id), localImage("hv2", id));

    assertThatThrownBy(() -> result(lab.hv2.create(copy(id, false))))
        .isInstanceOf(HypervisorException.class)
        .hasMessageContaining("is locked")
        .hasMessageNotContaining("\n");

    assertRunsOnTheFirstHostOnly(id);
    result(result(drover.delete(id)).ended());
    Files.delete(localImage("hv1", id));
    Files.delete(localImage("hv2", id));
  }

  private static DomainTemplate copy(InstanceId id, boolean sharedStorage) {
    InstanceSpec spec =
        new InstanceSpec("copy", new Flavor(1, 128 * MEBIBYTE, 64 * MEBIBYTE), 0, 0);
    return new DomainTemplate(id, spec, List.of(), Volume.of(id, spec, sharedStorage));
  }

  private void assertRunsOnTheFirstHostOnly(InstanceId id) {
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.ABSENT);
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    lab.goesOnCounting(id, 2);
  }

  @Test
  void realDisksAreSummedUpWhileGuestsVanish() {
    InstanceId stays = boot(64 * MEBIBYTE, 0);
    InstanceId vanishes = boot(32 * MEBIBYTE, 0);
    // Past Drover, between the list of the guests and the question about their disks.
    AtomicBoolean vanished = new AtomicBoolean();
    restart(
        true,
        real -> {
          synchronized (vanished) { // no question is asked before it is gone
            if (!vanished.get()) {
              result(real.destroy(vanishes));
              vanished.set(true);
            }
          }
        });

    lab.eventually(() -> assertThat(scans()).anyMatch(scan -> scan.skipped() == 1));
    lab.eventually(
        () ->
            assertThat(scans().get(scans().size() - 1))
                .satisfies(
                    scan -> {
                      assertThat(scan.guests()).isEqualTo(1);
                      assertThat(scan.skipped()).isZero();
                      assertThat(scan.bytes()).isBetween(63 * MEBIBYTE, 64 * MEBIBYTE);
                    }));
    assertThat(look(lab.hv1, stays).state()).isEqualTo(GuestState.RUNNING);
  }

  private List<Notice.DiskOverCommit> scans() {
    return told.stream()
        .filter(Notice.DiskOverCommit.class::isInstance)
        .map(Notice.DiskOverCommit.class::cast)
        .filter(scan -> scan.host().equals("hv1"))
        .toList();
  }
}
