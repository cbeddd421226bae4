package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.drover.Drover;
import io.drover.RebootType;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.VmState;
import io.drover.network.Vif;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Drover on the lab's hosts, with a guest's counter as the witness. */
@Tag("lab")
class DroverLabTest {
  private final LabDrover it = new LabDrover("", "");
  private final Lab lab = it.lab;
  private final Drover drover = it.drover;

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void aRebootGivesTheGuestANewDomainIdAndItCountsFromOne() {
    InstanceId id = it.boot();
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
    InstanceId id = it.boot();

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
    InstanceId id = it.boot();

    InstanceView deleted = result(result(drover.delete(id)).ended());

    assertThat(deleted.vmState()).isEqualTo(VmState.DELETED);
    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.ABSENT);
  }

  @Test
  void aGuestOfATemplateMovesWithItsInterfaceAndItsDisk(@TempDir Path folder) throws IOException {
    Path template = folder.resolve("guest.xml");
    Files.writeString(template, asTheLabsGuest(Files.readString(Path.of("conf/domains/disk.xml"))));
    try (LabDrover other = new LabDrover("guest.template = \"%s\"".formatted(template), "")) {
      InstanceId id = other.boot(1, 64L << 20);

      other.assertEnds(other.move(id, "hv2"), MigrationStatus.COMPLETED);

      String xml = Lab.run("scripts/lab.sh", "virsh", "hv2", "dumpxml", id.value());
      assertThat(xml).contains(id + "-0.qcow2", new Vif(id, 0).device(), "/dev/urandom");
    }
  }

  /** The lab's guest has no disk to start from, and counts on a serial console in a file. */
  private String asTheLabsGuest(String template) {
    Config guest = lab.config().getConfig("guest");
    return template
        .replace(
            "<boot dev=\"hd\"/>",
            "<kernel>%s</kernel><initrd>%s</initrd><cmdline>%s</cmdline>"
                .formatted(
                    guest.getString("kernel"),
                    guest.getString("initrd"),
                    guest.getString("cmdline")))
        .replace(
            "<serial type=\"pty\"/>",
            "<serial type=\"file\"><source path=\"%s/{instance}.log\" append=\"on\"/></serial>"
                .formatted(guest.getString("serial-folder")));
  }
}
