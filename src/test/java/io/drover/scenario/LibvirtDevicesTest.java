package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LibvirtDevicesTest {
  private static final Flavor FLAVOR = new Flavor(1, 1 << 30, 1 << 20);
  private static final InstanceDefinition WEB =
      new InstanceDefinition(new InstanceSpec("web-1", FLAVOR, 2, 1), "hv1");
  private static final Scenario SCENARIO =
      new Scenario(
          "a",
          "a.conf",
          List.of(
              new HostDefinition("hv1", FLAVOR, 1, true, 1),
              new HostDefinition("hv2", FLAVOR, 1, false, 1)),
          List.of(WEB),
          ConfigFactory.empty(),
          List.of());

  private static Config libvirt(String more) {
    return ConfigFactory.parseString(
            "hosts { hv1 { uri = a, peer-uri = b }, hv2 { uri = c, peer-uri = d } }\n" + more)
        .resolve();
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void leavesOutWhatAHostHasNoCommandOrFolderFor() {
    LibvirtHosts hosts =
        new LibvirtHosts(
            libvirt("hosts.hv1.vifs.exists = [\"true\"], guest.disk-folder = \"/shared\""));

    InstanceSpec spec = hosts.devices(SCENARIO, ConfigFactory.empty()).spec(WEB);

    assertThat(spec.vifs()).isZero();
    assertThat(spec.flavor().diskBytes()).isZero();
    assertThat(hosts.ignored(SCENARIO, ConfigFactory.empty()))
        .containsExactly(
            "instance web-1: dirty-rate, which is for simulated hosts",
            "instance web-1: disk, because there is no folder for it on hv2"
                + " (drover.libvirt.guest)",
            "instance web-1: vifs, because no command plugs them on hv2 (drover.libvirt.vifs)");
  }

  @Test
  void keepsWhatAllHostsCanGive() {
    LibvirtDevices devices =
        new LibvirtDevices(
            SCENARIO,
            libvirt(
                "vifs.exists = [\"true\"]\n"
                    + "guest { disk-folder = \"/shared\", local-disk-folder = \"/local\" }"));

    InstanceSpec spec = devices.spec(WEB);

    assertThat(spec.vifs()).isEqualTo(2);
    assertThat(spec.flavor().diskBytes()).isEqualTo(FLAVOR.diskBytes());
    assertThat(devices.leftOut(WEB)).hasSize(1);
    assertThat(devices.volumes("hv2").makesLocalDisks()).isTrue();
  }

  @Test
  void tellsWhatIsPluggedOfAllThatWasEverAskedFor() {
    LibvirtDevices devices =
        new LibvirtDevices(
            SCENARIO, libvirt("vifs.exists = [\"true\"], hosts.hv2.vifs.exists = [\"false\"]"));
    InstanceId id = new InstanceId("web-1");
    List<Vif> vifs = Vif.of(id, 2);

    result(devices.vifPlugger("hv1").plug(id, vifs));

    assertThat(result(devices.plugged("hv1"))).containsExactlyInAnyOrderElementsOf(vifs);
    assertThat(result(devices.plugged("hv2"))).isEmpty();
  }

  @Test
  void refusesACommandThatCannotBeFilledIn() {
    Config config = libvirt("vifs.exists = [ip, \"{bridge}\"]");

    assertThatThrownBy(() -> new LibvirtDevices(SCENARIO, config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no value for {bridge}");
  }
}
