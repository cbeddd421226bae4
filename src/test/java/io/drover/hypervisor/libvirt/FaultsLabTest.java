package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Migration;
import io.drover.RebootType;
import io.drover.hypervisor.GuestState;
import io.drover.model.HookKind;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole Drover, a real guest, and what can happen to hosts: the guest's counter is the witness.
 */
@Tag("lab")
class FaultsLabTest {
  private static final Duration A_WHILE = Duration.ofSeconds(10);
  private static final String WATCHFUL = "keep-alive { interval = 1 s, count = 2 }";

  /** Slow enough for something to happen while a guest moves. */
  private static final String SLOWLY = "drover.migration { bandwidth = 10 MiB, post-copy = true }";

  private LabDrover it = new LabDrover(WATCHFUL, SLOWLY);

  @AfterEach
  void heal() {
    lab("up");
    result(it.lab.hv1.connect());
    result(it.lab.hv2.connect());
    it.close();
  }

  private static void lab(String command, String... hosts) {
    String[] line = new String[hosts.length + 2];
    line[0] = "scripts/lab.sh";
    line[1] = command;
    System.arraycopy(hosts, 0, line, 2, hosts.length);
    Lab.run(line);
  }

  private void useGuestsThatAreTold(String words, String settings) {
    it.close();
    it =
        new LabDrover(
            WATCHFUL + "\nguest.cmdline = ${guest.cmdline}\" " + words + "\"",
            SLOWLY + "\n" + settings);
  }

  private HostState state(String host) {
    return result(it.drover.hosts()).stream()
        .filter(view -> view.name().equals(host))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private void await(String host, HostState state) {
    it.lab.eventually(() -> assertThat(state(host)).isEqualTo(state));
  }

  private void assertStillMoves(InstanceId id) {
    it.lab.idle(A_WHILE);
    assertThat(lastMigration(id).status()).isEqualTo(MigrationStatus.RUNNING);
  }

  private MigrationView lastMigration(InstanceId id) {
    return result(it.drover.instance(id)).lastMigration().orElseThrow();
  }

  // Hosts.

  @Test
  void aFrozenHostIsUnreachableAndItsGuestNeverInError() {
    InstanceId id = it.boot();

    lab("freeze", "hv1");
    await("hv1", HostState.UNREACHABLE);
    InstanceView meanwhile = result(it.drover.instance(id));
    lab("thaw", "hv1");

    assertThat(meanwhile.vmState()).isEqualTo(VmState.ACTIVE);
    await("hv1", HostState.UP);
    it.lab.eventually(() -> result(it.lab.hv1.connect()));
    result(it.lab.hv2.connect());
    it.assertIsOn("hv1", id);
  }

  @Test
  void aFrozenDestinationOnlyDelaysAMigration() {
    InstanceId id = it.boot();
    Migration migration = it.moving(id);

    lab("freeze", "hv2");
    assertStillMoves(id);
    lab("thaw", "hv2");

    await("hv2", HostState.UP);
    it.lab.eventually(() -> result(it.lab.hv2.connect()));
    it.assertEnds(migration, MigrationStatus.COMPLETED);
  }

  @Test
  void aGuestStaysWhenTheDestinationsLibvirtdIsKilledWhileItMoves() {
    InstanceId id = it.boot();
    Migration migration = it.moving(id);

    lab("kill-libvirtd", "hv2");
    await("hv2", HostState.UNREACHABLE);
    lab("up");

    it.lab.eventually(() -> result(it.lab.hv2.connect()));
    MigrationView ended = it.assertEnds(migration, MigrationStatus.FAILED);
    assertThat(ended.hook()).isEqualTo(HookKind.RECOVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hv1", "hv2"})
  void aGuestIsOnOneHostWhenALibvirtdWasRestartedWhileItMoved(String host) {
    InstanceId id = it.boot();
    Migration migration = it.moving(id);

    // libvirtd may carry the migration to its end before it ends itself, or break it off.
    lab("restart-libvirtd", host);

    it.lab.eventually(() -> result(it.lab.hv1.connect()));
    it.lab.eventually(() -> result(it.lab.hv2.connect()));
    it.assertEnds(migration, MigrationStatus.COMPLETED, MigrationStatus.FAILED);
  }

  // The link.

  @Test
  void aCutOfTenSecondsOnlyDelaysAMigration() {
    InstanceId id = it.boot();
    Migration migration = it.moving(id);

    lab("cut", "hv2");
    assertStillMoves(id);
    assertThat(look(it.lab.hv2, id).state()).isEqualTo(GuestState.INCOMING);
    lab("restore", "hv2");

    it.assertEnds(migration, MigrationStatus.COMPLETED);
  }

  @Test
  void aGuestStaysWhenTheLinkIsCutForGood() {
    InstanceId id = it.boot();
    Migration migration = it.moving(id);

    lab("cut", "hv1", "hv2");

    MigrationView ended = it.assertEnds(migration, MigrationStatus.FAILED);
    assertThat(ended.hook()).isEqualTo(HookKind.RECOVER);
  }

  @Test
  void aPostCopyWhoseLinkIsCutGoesOnWhenItCarriesAgain() {
    it.close();
    it = new LabDrover(WATCHFUL + "\nmigration.post-copy-bandwidth = 8 MiB", SLOWLY);
    InstanceId id = it.boot();
    Migration migration = it.moving(id);
    result(it.drover.forceCompleteMigration(id));
    it.lab.eventually(() -> assertThat(look(it.lab.hv2, id).state()).isEqualTo(GuestState.RUNNING));

    // libvirt gives up its own connection first; QEMU's waits longer than this test.
    lab("cut", "hv2");
    it.lab.eventually(
        () -> assertThat(look(it.lab.hv1, id).state()).isEqualTo(GuestState.POST_COPY_BROKEN));
    it.lab.eventually(() -> assertThat(lastMigration(id).unresolved()).contains("post-copy broke"));
    lab("restore", "hv2");

    it.assertEnds(migration, MigrationStatus.COMPLETED);
  }

  // Requests.

  /** When a migration is aborted. */
  enum Moment {
    AT_ONE_PERCENT,
    HALF_WAY,
    IN_THE_LAST_ROUND;

    boolean hasCome(Notice.MigrationProgress progress) {
      return switch (this) {
        case AT_ONE_PERCENT -> progress.memoryRemaining() < progress.memoryTotal() * 0.99;
        case HALF_WAY -> progress.memoryRemaining() < progress.memoryTotal() * 0.5;
        case IN_THE_LAST_ROUND -> progress.iteration() > 1;
      };
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_ONE_PERCENT", "HALF_WAY"})
  void anAbortLeavesTheGuestWhereItIs(Moment moment) {
    InstanceId id = it.boot();
    Migration migration = it.move(id, "hv2");
    it.awaitProgress(migration, moment::hasCome);

    result(it.drover.abortMigration(id));

    MigrationView ended = it.assertEnds(migration, MigrationStatus.CANCELLED);
    assertThat(ended.reason()).isEqualTo(Reason.ABORTED);
  }

  @Test
  void anAbortInTheLastRoundIsInTimeOrTooLate() {
    // Its last rounds are long enough to be seen.
    useGuestsThatAreTold("drover.dirty=4", "");
    InstanceId id = it.boot();
    Migration migration = it.move(id, "hv2");
    it.awaitProgress(migration, Moment.IN_THE_LAST_ROUND::hasCome);

    result(it.drover.abortMigration(id));

    it.assertEnds(migration, MigrationStatus.CANCELLED, MigrationStatus.COMPLETED);
  }

  @Test
  void aGuestThatWritesFasterThanTheLinkIsBroughtToItsEndByPostCopy() {
    useGuestsThatAreTold("drover.dirty=32", "");
    InstanceId id = it.boot();
    it.lab.goesOnCounting(id, 5);
    Migration migration = it.move(id, "hv2");
    it.awaitProgress(migration, progress -> progress.iteration() >= 6);
    assertThat(migration.ended().toCompletableFuture()).isNotDone();

    result(it.drover.forceCompleteMigration(id));

    it.assertEnds(migration, MigrationStatus.COMPLETED);
  }

  @Test
  void aSoftRebootOfADeafGuestGoesOnAsAHardOne() {
    useGuestsThatAreTold("drover.deaf", "drover.instance.soft-reboot-timeout = 5 s");
    InstanceId id = it.boot();

    InstanceView ended = result(result(it.drover.reboot(id, RebootType.SOFT)).ended());

    assertThat(ended.vmState()).isEqualTo(VmState.ACTIVE);
    it.lab.eventually(
        () -> assertThat(it.lab.counted(id).stream().filter(count -> count == 1)).hasSize(2));
  }

  @Test
  void aGuestMovesToAndFroTwentyTimes() {
    useGuestsThatAreTold("", "drover.migration.bandwidth = 0 B");
    InstanceId id = it.boot();

    for (int i = 1; i <= 20; i++) {
      Migration migration = it.move(id, i % 2 == 0 ? "hv1" : "hv2");
      assertThat(result(migration.ended()).status())
          .as("migration %d", i)
          .isEqualTo(MigrationStatus.COMPLETED);
      it.settled(id);
    }

    it.assertIsOn("hv1", id);
  }
}
