package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A guest between two real hosts. */
@Tag("lab")
class MigrationLabTest {
  private static final long MEBIBYTE = 1024 * 1024;

  private Lab lab;

  @BeforeEach
  void connect() {
    lab = new Lab("");
  }

  @AfterEach
  void disconnect() {
    lab.close();
  }

  private CompletionStage<Done> migrate(InstanceId id, long bandwidth) {
    HostFacts destination = result(lab.hv2.connect());
    return lab.hv1.migrate(
        new MigrateCall(
            id,
            "hv2",
            destination.peerAddress(),
            false,
            true,
            bandwidth,
            Duration.ofMillis(100),
            false));
  }

  private JobInfo progress(InstanceId id) {
    return lab.eventually(
        () -> {
          JobInfo info = result(lab.hv1.jobInfo(id)).orElseThrow(AssertionError::new);
          assertThat(info.memoryTotal()).isPositive();
          return info;
        });
  }

  private void assertNeverRestarted(InstanceId id) {
    List<Long> counted = lab.counted(id);
    assertThat(counted)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, counted.size()).boxed().toList());
  }

  @Test
  void goesOnCountingOnTheOtherHost() {
    InstanceId id = lab.counting(0);
    assertThat(result(lab.hv2.compare(result(lab.hv1.connect())))).isEqualTo(Compatibility.YES);

    result(migrate(id, 0));

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
    GuestEvidence moved = look(lab.hv2, id);
    assertThat(moved.state()).isEqualTo(GuestState.RUNNING);
    assertThat(moved.reason()).isEqualTo("migrated");
    assertThat(moved.jobActive()).isFalse();
    lab.goesOnCounting(id, 2);
    assertNeverRestarted(id);
  }

  @Test
  void isSeenAtBothEndsWhileItMoves() {
    InstanceId id = lab.counting(0);

    CompletionStage<Done> migration = migrate(id, 4 * MEBIBYTE);
    JobInfo early = progress(id);

    assertThat(early.iteration()).isPositive();
    assertThat(early.memoryRemaining()).isPositive();
    GuestEvidence source = look(lab.hv1, id);
    assertThat(source.state()).isEqualTo(GuestState.RUNNING);
    assertThat(source.jobActive()).isTrue();
    GuestEvidence destination = look(lab.hv2, id);
    assertThat(destination.state()).isEqualTo(GuestState.INCOMING);
    assertThat(destination.jobActive()).isTrue();
    lab.eventually(
        () -> assertThat(progress(id).memoryRemaining()).isLessThan(early.memoryRemaining()));

    result(lab.hv1.setMaxDowntime(id, Duration.ofMillis(500)));
    result(migration);

    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    assertNeverRestarted(id);
  }

  @Test
  void staysWhereItIsWhenItsMigrationIsAborted() {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, MEBIBYTE);
    progress(id);

    result(lab.hv1.abortJob(id));

    assertThatThrownBy(() -> result(migration))
        .isInstanceOfSatisfying(
            HypervisorException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.FAILED);
              assertThat(e).hasMessageContaining("migration to hv2 of " + id);
            });
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(look(lab.hv1, id).jobActive()).isFalse();
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.ABSENT);
    lab.goesOnCounting(id, 1);
    assertNeverRestarted(id);
  }

  @Test
  void runsAtTheDestinationAtOnceInPostCopy() {
    InstanceId id = lab.counting(0);
    CompletionStage<Done> migration = migrate(id, MEBIBYTE);
    progress(id);

    result(lab.hv1.startPostCopy(id));
    result(migration);

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    lab.goesOnCounting(id, 1);
    assertNeverRestarted(id);
  }

  @Test
  void takesItsDiskAlong() {
    InstanceId id = lab.counting(64 * MEBIBYTE);

    result(migrate(id, 0));

    assertThat(look(lab.hv2, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(result(lab.hv2.diskInfo(id)))
        .extracting(DiskInfo::capacity)
        .containsExactly(64 * MEBIBYTE);
    lab.goesOnCounting(id, 1);
    assertNeverRestarted(id);
  }

  @Test
  void staysWhereItIsWhenTheDestinationCannotBeReached() {
    InstanceId id = lab.counting(0);

    CompletionStage<Done> migration =
        lab.hv1.migrate(
            new MigrateCall(
                id,
                "nowhere",
                "qemu+tcp://10.99.0.1:1/system",
                false,
                false,
                0,
                Duration.ZERO,
                false));

    assertThatThrownBy(() -> result(migration))
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED));
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    assertThat(look(lab.hv1, id).jobActive()).isFalse();
  }
}
