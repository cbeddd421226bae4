package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A guest on one real host. */
@Tag("lab")
class GuestLabTest {
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

  private static void assertKind(Kind kind, CompletionStage<?> stage) {
    ThrowingCallable call = () -> result(stage);
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HypervisorException.class,
            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  @Test
  void bootsAndEndsAtThePowerButton() {
    InstanceId id = lab.counting(0);

    GuestEvidence seen = look(lab.hv1, id);
    assertThat(seen.state()).isEqualTo(GuestState.RUNNING);
    assertThat(seen.reason()).isEqualTo("booted");
    assertThat(seen.jobActive()).isFalse();
    Incarnation incarnation = Objects.requireNonNull(seen.incarnation());
    assertThat(incarnation.domainId()).isPositive();
    assertThat(incarnation.startedAt()).isBeforeOrEqualTo(seen.seenAt());
    assertThat(result(lab.hv1.list())).extracting(GuestEvidence::id).contains(id);

    result(lab.hv1.shutdown(id));

    lab.eventually(
        () ->
            assertThat(look(lab.hv1, id))
                .extracting(GuestEvidence::state)
                .isEqualTo(GuestState.ABSENT));
    assertThat(result(lab.hv1.list())).extracting(GuestEvidence::id).doesNotContain(id);
  }

  @Test
  void refusesASecondGuestOfTheSameId() {
    DomainTemplate template = lab.guest(0);
    result(lab.hv1.create(template));

    assertKind(Kind.ALREADY_EXISTS, lab.hv1.create(template));
  }

  @Test
  void knowsThatAnAbsentGuestCannotBeHarmed() {
    InstanceId nobody = lab.guest(0).id();

    assertThat(look(lab.hv1, nobody).state()).isEqualTo(GuestState.ABSENT);
    assertKind(Kind.NOT_FOUND, lab.hv1.destroy(nobody));
    assertKind(Kind.NOT_FOUND, lab.hv1.shutdown(nobody));
    assertThat(result(lab.hv1.jobInfo(nobody))).isEmpty();
    assertKind(Kind.NOT_FOUND, lab.hv1.diskInfo(nobody));
  }

  @Test
  void startsAgainAtTheResetButtonAsTheSameIncarnation() {
    InstanceId id = lab.counting(0);
    GuestEvidence before = look(lab.hv1, id);

    result(lab.hv1.reset(id));

    lab.eventually(() -> assertThat(lab.counted(id)).filteredOn(count -> count == 1).hasSize(2));
    assertThat(look(lab.hv1, id).incarnation()).isEqualTo(before.incarnation());
  }

  @Test
  void isAnotherIncarnationAfterItWasEndedAndCreatedAgain() {
    DomainTemplate template = lab.guest(0);
    result(lab.hv1.create(template));
    GuestEvidence first = look(lab.hv1, template.id());

    result(lab.hv1.destroy(template.id()));
    result(lab.hv1.create(template));

    assertThat(look(lab.hv1, template.id()).incarnation()).isNotEqualTo(first.incarnation());
  }

  @Test
  void standsStillAndGoesOn() {
    InstanceId id = lab.counting(0);

    result(lab.hv1.pause(id));
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.PAUSED);
    assertThat(look(lab.hv1, id).reason()).isEqualTo("paused by a user");
    result(lab.hv1.resume(id));

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.RUNNING);
    lab.goesOnCounting(id, 1);
  }

  @Test
  void isStillSavedWhenLibvirtdWasKilledMeanwhile() {
    InstanceId id = lab.counting(0);
    result(lab.hv1.save(id));

    Lab.run("scripts/lab.sh", "kill-libvirtd", "hv1");
    Lab.run("scripts/lab.sh", "up");
    result(lab.hv1.connect());

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.SUSPENDED);
    result(lab.hv1.restore(id));
    lab.goesOnCounting(id, 1);
    assertThat(lab.counted(id)).containsOnlyOnce(1L).isSorted();
  }

  @Test
  void isTransientAgainOnceItIsRestored() {
    InstanceId id = lab.counting(0);
    result(lab.hv1.save(id));
    result(lab.hv1.restore(id));

    result(lab.hv1.shutdown(id));

    lab.eventually(
        () ->
            assertThat(look(lab.hv1, id))
                .extracting(GuestEvidence::state)
                .isEqualTo(GuestState.ABSENT));
  }

  @Test
  void hasNoJobToAbortAndNoProgressWhileItOnlyRuns() {
    InstanceId id = lab.counting(0);

    assertThat(result(lab.hv1.jobInfo(id))).isEmpty();
    assertKind(Kind.INVALID_STATE, lab.hv1.abortJob(id));
  }

  @Test
  void tellsWhatItsDiskMayStillGrowBy() {
    DomainTemplate template = lab.guest(64 * MEBIBYTE);
    result(lab.hv1.create(template));

    List<DiskInfo> disks = result(lab.hv1.diskInfo(template.id()));

    assertThat(disks).hasSize(1);
    assertThat(disks.get(0).capacity()).isEqualTo(64 * MEBIBYTE);
    assertThat(disks.get(0).overCommitted()).isBetween(63 * MEBIBYTE, 64 * MEBIBYTE);
  }
}
