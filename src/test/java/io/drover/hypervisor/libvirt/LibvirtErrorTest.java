package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibvirtErrorTest {

  @Test
  void saysInOneLineWhatQemuSaysInSeveralAndKeepsItsOptionsToItself() {
    String said =
        """
        internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: -blockdev \
        {"node-name":"f","cache":{"direct":true},"key":"secret"}: Failed to get "write" lock
        Is another process using the image [/disks/a.qcow2]?
        """;

    assertThat(LibvirtError.oneLine(said))
        .isEqualTo(
            "internal error: qemu unexpectedly closed the monitor: qemu-system-x86_64: Failed to"
                + " get \"write\" lock; Is another process using the image [/disks/a.qcow2]?");
  }
}
