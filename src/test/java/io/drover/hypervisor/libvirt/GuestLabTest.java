package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void isNeitherMovedNorTakenForMovedWhileOthersBackItUp(@TempDir Path folder) throws IOException {
    InstanceId id = lab.counting(1 << 20);
    String uri = lab.config().getString("hosts.hv1.uri");
    Path backup = folder.resolve("backup.xml");
    Files.writeString(
        backup,
        """
        <domainbackup mode='pull'>
          <server transport='unix' socket='%s/socket'/>
          <disks><disk name='vda' type='file'><scratch file='%s/scratch'/></disk></disks>
        </domainbackup>
        """
            .formatted(folder, folder));
    MigrateCall order =
        new MigrateCall(id, "hv2", "nowhere", false, false, 0, Duration.ZERO, false);

    Lab.run("virsh", "-c", uri, "backup-begin", id.value(), backup.toString());

    assertThat(look(lab.hv1, id).jobActive()).isFalse();
    assertThat(result(lab.hv1.jobInfo(id))).isEmpty();
    assertRefused(lab.hv1.abortJob(id), "another job: backup");
    assertRefused(lab.hv1.migrate(order), "not moved while another job is under way: backup");
    assertThat(Lab.run("virsh", "-c", uri, "domjobinfo", id.value())).contains("Backup");
    Lab.run("virsh", "-c", uri, "domjobabort", id.value());
  }

  private static void assertRefused(CompletionStage<Done> stage, String why) {
    assertThatThrownBy(() -> result(stage))
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_STATE))
        .hasMessageContaining(why);
  }
}
