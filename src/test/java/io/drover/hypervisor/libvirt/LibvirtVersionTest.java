package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibvirtVersionTest {

  @Test
  void saysWhatIsToBeDoneWithOneThatIsTooOld() {
    assertThat(new LibvirtVersion(5_010_000).tooOld())
        .contains("libvirt 5.10.0 is too old; install 6.0.0 or later");
    assertThat(LibvirtVersion.OLDEST.tooOld()).isEmpty();
    assertThat(new LibvirtVersion(9_000_000).tooOld()).isEmpty();
  }
}
