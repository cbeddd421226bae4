package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "control-threads = 0",
        "bulk-threads = -1",
        "queue-size = 0",
        "event-buffer = 0",
        "stuck.after = 0 s",
        "stuck.threads = 0",
        "keep-alive.count = 0"
      })
  void refusesToHaveNoneOfWhatItNeeds(String setting) {
    assertRefused(setting, "it has to be more than 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 ms", "1500 ms", "0 s", "-5 s", "100000 d"})
  void refusesAKeepAliveThatLibvirtCannotCount(String interval) {
    assertRefused("keep-alive.interval = " + interval, "a whole number of seconds, at least one");
  }

  @Test
  void refusesATypeOfGuestsThatThereIsNot() {
    assertThatThrownBy(() -> Templates.settings("guest.domain-type = kmv"))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("'domain-type'")
        .hasMessageContaining("one of auto, kvm, qemu");
  }

  private static void assertRefused(String setting, String why) {
    assertThatThrownBy(() -> Templates.settings(setting))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("'" + setting.split(" = ", 2)[0] + "'")
        .hasMessageContaining(why);
  }

  @Test
  void namesTheHostThatIsMissing() {
    assertThatThrownBy(() -> LibvirtSettings.of("hv9", ConfigFactory.empty()))
        .isInstanceOf(ConfigException.Missing.class)
        .hasMessageContaining("hosts.hv9");
  }
}
