package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.libvirt.LibvirtSettings;
import io.drover.model.Flavor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibvirtHostsTest {
  private static final Config NOTHING = ConfigFactory.empty();

  @TempDir private Path folder;
  private LibvirtHosts hosts = new LibvirtHosts(NOTHING);

  @BeforeEach
  void findLab() throws IOException {
    Path lab = folder.resolve("lab.conf");
    Files.writeString(
        lab,
        """
        hosts { hv1 { uri = lab, peer-uri = lab } }
        guest { kernel = lab, cmdline = lab }
        migration.tls = on
        """);
    hosts = LibvirtHosts.find(ConfigFactory.load().getConfig("drover"), lab);
  }

  private LibvirtSettings settings(Config scenario, Config set) {
    HostDefinition host = new HostDefinition("hv1", new Flavor(1, 1, 1), 1, true, 0);
    Scenario played = new Scenario("", "", List.of(host), List.of(), scenario, List.of());
    return Objects.requireNonNull(hosts.settings(played, set).get("hv1"));
  }

  @Test
  void takesFromTheLabWhatIsNotSet() {
    LibvirtSettings settings = settings(NOTHING, NOTHING);

    assertThat(settings.guest().cmdline()).isEqualTo("lab");
    assertThat(settings.migration().tls()).isTrue();
    assertThat(settings.bulkThreads()).isEqualTo(5);
  }

  @Test
  void aScenarioBeatsTheLabAndTheCommandLineBoth() {
    Config scenario = ConfigFactory.parseString("libvirt { guest.cmdline = s, bulk-threads = 2 }");
    Config set = ConfigFactory.parseString("libvirt { guest.cmdline = c }");

    assertThat(settings(scenario, NOTHING).guest().cmdline()).isEqualTo("s");
    assertThat(settings(scenario, set).guest().cmdline()).isEqualTo("c");
    assertThat(settings(scenario, set).guest().kernel()).isEqualTo("lab");
    assertThat(settings(scenario, set).bulkThreads()).isEqualTo(2);
  }

  @Test
  void refusesADeadlineAfterWhichTheDriverHasGivenUp() {
    Config late = ConfigFactory.parseString("host.create-timeout = 2 m");

    assertThatThrownBy(() -> settings(late, NOTHING))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("host.create-timeout")
        .hasMessageContaining("at most libvirt.stuck.after")
        .hasMessageContaining("40000 ms");
    Config patient = ConfigFactory.parseString("libvirt.stuck.after = 2 m");
    assertThat(settings(late, patient).stuckAfter()).isEqualTo(Duration.ofMinutes(2));
  }
}
