package io.drover.scenario.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetReaderTest {

  @TempDir private Path folder;

  private Config drover(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("fleet.conf"), text);
    return ConfigFactory.parseFile(file.toFile())
        .withFallback(ConfigFactory.load())
        .resolve()
        .getConfig("drover");
  }

  @Test
  void hostsLookAsInAScenario() throws IOException {
    FleetDefinition fleet =
        FleetReader.readSome(
            drover(
                """
                drover.simulated {
                  socket = run/fleet
                  hosts {
                    hv2 { vcpus = 4, memory = 8 GiB, disk = 1 TiB, bandwidth = 10 MiB/s, shared-storage = no }
                    hv1 { vcpus = 2, memory = 1 GiB, disk = 0 }
                  }
                  guest { dirty-rate = 3 MiB/s, boot-time = 5 s }
                }
                """));

    assertThat(fleet.socket()).isEqualTo(Path.of("run/fleet"));
    assertThat(fleet.hosts())
        .containsExactly(
            new HostDefinition("hv1", new Flavor(2, 1L << 30, 0), 1L << 30, true, 5),
            new HostDefinition("hv2", new Flavor(4, 8L << 30, 1L << 40), 10L << 20, false, 4));
    assertThat(fleet.settings())
        .isEqualTo(
            FleetSettings.defaults()
                .withGuests(Duration.ofSeconds(5), Duration.ofSeconds(1), 3L << 20));
  }

  @Test
  void withoutAnythingThereAreNoHosts() throws IOException {
    Config none = drover("");

    assertThat(FleetReader.read(none).hosts()).isEmpty();
    assertThat(FleetReader.read(none).settings()).isEqualTo(FleetSettings.defaults());
    assertThat(FleetReader.read(none).socket())
        .isEqualTo(Path.of(System.getProperty("user.home", ""), ".drover/fleet/socket"));
    assertThatThrownBy(() -> FleetReader.readSome(none))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("there are no hosts below drover.simulated, such as hosts {");
  }

  @Test
  void allThatIsWrongIsToldWithItsPlace() throws IOException {
    Config wrong =
        drover(
            """
            drover.simulated {
              hosts {
                hv1 { vcpus = 4, memory = many, disk = 1 TiB, bandwith = 1 MiB/s }
              }
              guest.dirty-rate = 3
            }
            """);
    String file = folder.resolve("fleet.conf").toString();

    assertThatThrownBy(() -> FleetReader.read(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            file + ":3: drover.simulated.hosts.hv1.memory: expected a size such as 64 GiB",
            file + ":3: drover.simulated.hosts.hv1.bandwith: unknown key 'bandwith'",
            file + ":5: drover.simulated.guest.dirty-rate: expected a rate");
  }
}
