package io.drover.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import io.drover.model.Flavor;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.format.InvalidScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeSettingsTest {
  private static final String HOSTS =
      "drover.simulated.hosts.hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }\n";
  private static final String LIBVIRT =
      """
      drover.serve.hypervisor = libvirt
      drover.libvirt.hosts.hv1 {
        uri = "qemu+unix:///system", peer-uri = "qemu+tcp://hv1/system"
        vcpus = 8, memory = 32 GiB, disk = 100 GiB, shared-storage = false
      }
      """;

  @TempDir private Path folder;

  @Test
  void theExampleWorksAsItStands() throws Exception {
    ServeSettings settings = ServeSettings.read("conf/serve.conf");

    assertThat(settings.hosts())
        .isInstanceOfSatisfying(
            ServedHosts.Simulated.class,
            hosts ->
                assertThat(hosts.fleet().hosts())
                    .extracting(HostDefinition::name)
                    .containsExactly("hv1", "hv2"));
    assertThat(settings.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void libvirtHostsSayWhatMayBeClaimedOfThem() throws Exception {
    ServeSettings settings = ServeSettings.read(file(LIBVIRT));

    List<ServedHosts.Libvirt.Host> hosts = ((ServedHosts.Libvirt) settings.hosts()).hosts();
    assertThat(hosts).hasSize(1);
    HostDefinition host = hosts.get(0).definition();
    assertThat(host.capacity()).isEqualTo(new Flavor(8, 32L << 30, 100L << 30));
    assertThat(host.sharedStorage()).isFalse();
    assertThat(hosts.get(0).settings().peerUri()).isEqualTo("qemu+tcp://hv1/system");
  }

  @Test
  void theProcessIsEndedByTheProgramAndNotByPekko() throws Exception {
    assertThat(
            ServeSettings.read(file(HOSTS))
                .root()
                .getBoolean("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook"))
        .isFalse();
  }

  @Test
  void everyWrongKeyIsALineWithItsPlace() throws IOException {
    String file =
        file(
            HOSTS
                + """
                drover.serve.sockt = "/d.sock"
                drover.serve.clients = many
                server.port = 80
                """);

    assertThatThrownBy(() -> ServeSettings.read(file))
        .isInstanceOfSatisfying(
            InvalidScenarioException.class,
            e ->
                assertThat(e.problems())
                    .map(Object::toString)
                    .containsExactly(
                        file
                            + ":2: drover.serve.sockt: there is no setting 'serve.sockt' (did you"
                            + " mean serve.socket?)",
                        file + ":3: drover.serve.clients: expected a whole number, found 'many'",
                        file + ":4: server: unknown key 'server' (known here: pekko, drover)"));
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertThatThrownBy(() -> ServeSettings.read("nowhere.conf"))
        .isInstanceOfSatisfying(
            InvalidScenarioException.class,
            e -> assertThat(e.problems()).hasToString("[nowhere.conf: no such file]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          drover.serve.hypervisor = kvm | must be simulated or libvirt, not kvm
          drover.serve.hypervisor = libvirt | drover.libvirt.hosts
          drover.serve.hypervisor = libvirt, drover.libvirt.hosts.hv1 { uri = a, peer-uri = b } | drover.libvirt.hosts.hv1.vcpus: missing; how many processors, such as vcpus = 16
          drover.serve.hypervisor = libvirt, drover.libvirt.hosts.hv1 { uri = a, peer-uri = b, vcpu = 1, memory = 1, disk = 1 } | drover.libvirt.hosts.hv1.vcpu: unknown key 'vcpu' (did you mean 'vcpus'?
          drover.serve.default-hooks = mine | there are no hooks 'mine' below drover.serve.hooks
          drover.serve.hooks.none.post = [true] | this is the name of hooks that do nothing
          drover.serve.hooks.mine = 7 | must be an object with post and recover
          drover.serve.hooks.mine.pots = [x] | there is no such hook; there are post and recover
          drover.serve.hooks.mine.post = [x, "{host}"] | there is no value for {host}
          drover.serve.hooks.mine.post = x | a command is a list: a program and its arguments
          drover.serve.hook-commands.timeout = 30 s | must be less than drover.hooks.timeout
          """)
  void whatCannotBeUsedIsToldInASentence(String line, String sentence) throws IOException {
    String file = file(HOSTS + line);

    assertThatThrownBy(() -> ServeSettings.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aServerWithoutHostsIsRefused() throws IOException {
    String file = file("drover {}");

    assertThatThrownBy(() -> ServeSettings.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there are no hosts below drover.simulated");
  }

  @Test
  void boundsHaveToBeSome() throws IOException {
    String file = file(HOSTS + "drover.serve.line-bytes = 10");

    assertThatThrownBy(() -> ServeSettings.read(file))
        .isInstanceOfSatisfying(
            InvalidScenarioException.class,
            e -> assertThat(e.problems().toString()).contains("must be at least 256 bytes"));
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("serve.conf"), text).toString();
  }
}
