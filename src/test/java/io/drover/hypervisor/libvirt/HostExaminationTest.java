package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What doctor says of libvirt hosts that cannot be worked with. */
class HostExaminationTest {

  @Test
  void aRecentHostWorks() {
    assertThat(HostExamination.judge(new LibvirtVersion(9_000_000), "QEMU 7.2.0"))
        .isEqualTo(new HostExamination(true, "libvirt 9.0.0, QEMU 7.2.0"));
  }

  @Test
  void whatAnOlderOneLacksIsSaid() {
    HostExamination found = HostExamination.judge(new LibvirtVersion(8_004_002), "QEMU 6.0.0");

    assertThat(found.works()).isTrue();
    assertThat(found.text()).contains("8.4.2", "cannot be resumed before libvirt 8.5.0");
  }

  @Test
  void oneThatIsTooOldIsToBeReplaced() {
    HostExamination found = HostExamination.judge(new LibvirtVersion(5_010_000), "QEMU 4.1.0");

    assertThat(found.works()).isFalse();
    assertThat(found.text()).isEqualTo("libvirt 5.10.0 is too old; install 6.0.0 or later");
  }

  @Test
  void aSocketThatMayNotBeOpenedIsNoMissingDaemon() {
    assertThat(HostExamination.refused(13, "Permission denied").text())
        .startsWith("this user may not open its socket");
    assertThat(HostExamination.refused(2, "No such file").text())
        .startsWith("no libvirtd listens there");
    assertThat(HostExamination.refused(111, "Connection refused").text())
        .startsWith("no libvirtd listens there");
    assertThat(HostExamination.refused(0, "authentication failed").text())
        .isEqualTo("authentication failed");
  }
}
