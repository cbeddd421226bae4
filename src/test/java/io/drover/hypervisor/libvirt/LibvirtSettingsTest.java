package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LibvirtSettingsTest {

  @Test
  void takesDefaultsForWhatIsNotSaid() {
    LibvirtSettings settings = Templates.settings("bulk-threads = 3");

    assertThat(settings.uri()).isEqualTo("test:///default");
    assertThat(settings.peerUri()).isEqualTo("qemu+tcp://hv1/system");
    assertThat(settings.bulkThreads()).isEqualTo(3);
    assertThat(settings.controlThreads()).isEqualTo(2);
    assertThat(settings.stuckAfter()).isEqualTo(Duration.ofSeconds(40));
    assertThat(settings.stuckThreads()).isEqualTo(8);
    assertThat(settings.keepAliveInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.guest().arch()).isEqualTo("x86_64");
    assertThat(settings.migration().unsafe()).isFalse();
    assertThat(settings.migration().tls()).isFalse();
  }

  @Test
  void readsAHostWhoseNameHasDots() {
    LibvirtSettings settings =
        LibvirtSettings.of(
            "hv1.example.org",
            ConfigFactory.parseString("hosts.\"hv1.example.org\" { uri = u, peer-uri = p }"));

    assertThat(settings.uri()).isEqualTo("u");
  }

  @Test
  void refusesLimitsForStuckCallsThatNoCallCouldMeet() {
    assertThatThrownBy(() -> Templates.settings("stuck.after = 0 s"))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("stuck.after")
        .hasMessageContaining("more than 0");
    assertThatThrownBy(() -> Templates.settings("stuck.threads = 0"))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("stuck.threads")
        .hasMessageContaining("more than 0");
  }

  @Test
  void namesTheHostThatIsMissing() {
    assertThatThrownBy(() -> LibvirtSettings.of("hv9", ConfigFactory.empty()))
        .isInstanceOf(ConfigException.Missing.class)
        .hasMessageContaining("hosts.hv9");
  }
}
