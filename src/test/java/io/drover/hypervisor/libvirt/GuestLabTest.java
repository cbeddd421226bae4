package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the conformance suite does not ask, since it is libvirt's own. */
@Tag("lab")
class GuestLabTest {
  private Lab lab;

  @BeforeEach
  void connect() {
    lab = new Lab("");
  }

  @AfterEach
  void disconnect() {
    lab.close();
  }

  @Test
  void tellsWhyAndSinceWhenItRuns() {
    InstanceId id = lab.counting(0);

    GuestEvidence seen = look(lab.hv1, id);
    assertThat(seen.reason()).isEqualTo("booted");
    Incarnation incarnation = Objects.requireNonNull(seen.incarnation());
    assertThat(incarnation.domainId()).isPositive();
    assertThat(incarnation.startedAt()).isBeforeOrEqualTo(seen.seenAt());

    result(lab.hv1.pause(id));

    assertThat(look(lab.hv1, id).reason()).isEqualTo("paused by a user");
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
}
