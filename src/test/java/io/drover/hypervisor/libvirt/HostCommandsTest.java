package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostCommandsTest {
  private static final InstanceId WEB = new InstanceId("web-1");

  private static Config hosts(String more) {
    return ConfigFactory.parseString(
            "hosts { hv1 { uri = a, peer-uri = b }, hv2 { uri = c, peer-uri = d } }\n" + more)
        .resolve();
  }

  @Test
  void plugsNothingAndMakesNoLocalDisksByDefault() {
    HostCommands commands = HostCommands.of("hv1", hosts(""));

    assertThat(commands.vifPlugger()).isEmpty();
    assertThat(commands.volumes().makesLocalDisks()).isFalse();
  }

  @Test
  void fillsTheCommandsOfAllWithTheValuesOfEach() {
    Config config =
        hosts(
            """
            vifs.exists = [test, -e, "{root}"]
            hosts.hv1.values.root = "/"
            hosts.hv2.values.root = "/no/such/folder"
            """);
    List<Vif> vifs = Vif.of(WEB, 1);

    assertThat(plugged("hv1", config, vifs)).isEqualTo(vifs);
    assertThat(plugged("hv2", config, vifs)).isEmpty();
  }

  private static List<Vif> plugged(String host, Config config, List<Vif> vifs) {
    return HostCommands.of(host, config)
        .vifPlugger()
        .orElseThrow()
        .plugged(vifs)
        .toCompletableFuture()
        .join();
  }

  @Test
  void prefersTheCommandsOfTheHost() {
    Config config = hosts("vifs.exists = [\"false\"], hosts.hv2.vifs.exists = [\"true\"]");
    List<Vif> vifs = Vif.of(WEB, 1);

    assertThat(plugged("hv1", config, vifs)).isEmpty();
    assertThat(plugged("hv2", config, vifs)).isEqualTo(vifs);
  }

  @Test
  void saysWhichValueAHostLacks() {
    Config config = hosts("vifs.exists = [ls, \"{bridge}\"], hosts.hv1.values.bridge = br0");

    assertThat(HostCommands.of("hv1", config).vifPlugger()).isPresent();
    assertThatThrownBy(() -> HostCommands.of("hv2", config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no value for {bridge}");
  }

  @ParameterizedTest
  @CsvSource({"shared, disk-folder", "local, local-disk-folder"})
  void refusesToMakeImagesWithoutAFolderForThem(String kind, String folder) {
    Config config = hosts("disks.%s { exists = [test, -e, \"{image}\"] }".formatted(kind));

    assertThatThrownBy(() -> HostCommands.of("hv1", config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("disks." + kind)
        .hasMessageContaining("set guest." + folder);
  }

  @Test
  void makesLocalDisksWhereThereIsAFolderForThem() {
    assertThat(HostCommands.of("hv1", hosts("guest.local-disk-folder = \"/d\"")).volumes())
        .matches(volumes -> volumes.makesLocalDisks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads = 0", "queue-size = 0", "timeout = 0 s"})
  void refusesCommandsThatCouldNeverRun(String setting) {
    assertThatThrownBy(() -> HostCommands.of("hv1", hosts("commands." + setting)))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("'commands." + setting.split(" = ", 2)[0] + "'")
        .hasMessageContaining("more than 0");
  }
}
