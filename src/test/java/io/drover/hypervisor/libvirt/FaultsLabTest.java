package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Awkward guests and the faults that the lab can do to its hosts. */
@Tag("lab")
class FaultsLabTest {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private Lab lab = new Lab("keep-alive { interval = 1 s, count = 2 }");

  @AfterEach
  void heal() {
    lab("up");
    result(lab.hv1.connect());
    result(lab.hv2.connect());
    lab.close();
  }

  private static void lab(String command, String... hosts) {
    String[] line = new String[hosts.length + 2];
    line[0] = "scripts/lab.sh";
    line[1] = command;
    System.arraycopy(hosts, 0, line, 2, hosts.length);
    Lab.run(line);
  }

  /** Connects anew, for guests whose kernel is told {@code words}. */
  private void useGuestsThatAreTold(String words) {
    lab.close();
    lab = new Lab("guest.cmdline = ${guest.cmdline}\" " + words + "\"");
  }

  private CompletionStage<Done> migrate(InstanceId id, long bandwidth) {
    String peer = result(lab.hv2.connect()).peerAddress();
    return lab.hv1.migrate(
        new MigrateCall(id, "hv2", peer, false, true, bandwidth, Duration.ofMillis(100), false));
  }

  private JobInfo inRound(InstanceId id, int round) {
    return lab.eventually(
        () -> {
          JobInfo info = result(lab.hv1.jobInfo(id)).orElseThrow(AssertionError::new);
          assertThat(info.memoryTotal()).isPositive();
          assertThat(info.iteration()).isGreaterThanOrEqualTo(round);
          return info;
        });
  }

  private void assertStaysOnFirst(InstanceId id) {
    lab.eventually(
        () -> {
          assertThat(look(lab.hv1, id).jobActive()).isFalse();
          return assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.ABSENT);
        });
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertGoesOn(id);
  }

  private void assertMoved(InstanceId id) {
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    assertGoesOn(id);
  }

  private void assertGoesOn(InstanceId id) {
    lab.goesOnCounting(id, 2);
    assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
  }

  @Test
  void aDeafGuestGoesOnAtThePowerButton() {
    useGuestsThatAreTold("drover.deaf");
    InstanceId id = lab.counting(0);

    result(lab.hv1.shutdown(id));
    lab.idle(A_WHILE);

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertGoesOn(id);
  }

  @Test
  void aGuestThatWritesFasterThanTheLinkIsBroughtToItsEndByPostCopyOnly() {
    useGuestsThatAreTold("drover.dirty=32");
    InstanceId id = lab.counting(0);
    lab.goesOnCounting(id, 5);

    CompletionStage<Done> migration = migrate(id, 8 * MEBIBYTE);
    inRound(id, 6);
    assertThat(migration.toCompletableFuture()).isNotDone();
    result(lab.hv1.startPostCopy(id));

    result(migration);
    assertMoved(id);
  }

  @Test
  void aFrozenHostCannotBeReachedAndItsGuestGoesOnWhenItIsThawed() {
    InstanceId id = lab.counting(0);

    lab("freeze", "hv1");
    assertThatThrownBy(() -> result(lab.hv1.ping()))
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    lab("thaw", "hv1");

    lab.eventually(() -> result(lab.hv1.connect()));
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertGoesOn(id);
  }

  @Test
  void aFrozenDestinationOnlyDelaysAMigration() {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, 8 * MEBIBYTE);
    inRound(id, 1);

    lab("freeze", "hv2");
    lab.idle(A_WHILE);
    assertThat(migration.toCompletableFuture()).isNotDone();
    lab("thaw", "hv2");

    result(migration);
    lab.eventually(() -> result(lab.hv2.connect()));
    assertMoved(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hv2", "hv1 hv2"})
  void aCutOnlyDelaysAMigrationAndBothHostsCanBeAskedMeanwhile(String hosts) {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, 8 * MEBIBYTE);
    inRound(id, 1);

    lab("cut", hosts.split(" "));
    lab.idle(A_WHILE);
    assertThat(migration.toCompletableFuture()).isNotDone();
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.INCOMING);
    lab("restore", hosts.split(" "));

    result(migration);
    assertMoved(id);
  }

  @Test
  void aGuestStaysWhenTheLinkIsCutForGood() {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, 4 * MEBIBYTE);
    inRound(id, 1);

    lab("cut", "hv2");

    assertThatThrownBy(() -> result(migration))
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED));
    assertStaysOnFirst(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hv1", "hv2"})
  void aGuestIsOnOneHostWhenALibvirtdWasRestartedWhileItMoved(String host) {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, 4 * MEBIBYTE);
    inRound(id, 1);

    // libvirtd may carry the migration to its end before it ends itself, or break it off.
    lab("restart-libvirtd", host);

    assertThatThrownBy(() -> result(migration)).isInstanceOf(HypervisorException.class);
    lab.eventually(() -> result(lab.hv1.connect()));
    lab.eventually(() -> result(lab.hv2.connect()));
    lab.eventually(
        () ->
            assertThat(List.of(look(lab.hv1, id).state(), look(lab.hv2, id).state()))
                .containsExactlyInAnyOrder(GuestState.RUNNING, GuestState.ABSENT));
    assertGoesOn(id);
  }
}
