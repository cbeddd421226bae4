package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.ControlClient;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.fleet.FleetServer;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.model.HookState;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.scenario.FleetDefinition;
import io.drover.scenario.HostDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover serve}, in processes of its own where it is ended. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeCommandTest {
  private static final String CONFIG =
      """
      drover.serve {
        socket = "%1$s/d.sock"
        hooks.note.post = [sh, -c, "echo $DROVER_NAME $DROVER_DESTINATION >> %1$s/moved"]
        default-hooks = note
      }
      drover.stores.file.folder = "%1$s/store"
      drover.simulated {
        socket = "%1$s/fleet.sock"
        hosts.hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
        hosts.hv2 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
      }
      """;

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void aWrongConfigurationEndsWithALineForEachFault() throws IOException {
    String file = file("drover.serve.sockt = a\n" + CONFIG);

    assertThat(execute("serve", "--config", file)).isEqualTo(ExitStatus.USAGE);
    assertThat(execute("serve", "--config", file("drover.serve.hypervisor = xen\n" + CONFIG)))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(execute("serve", "--config", "none.conf")).isEqualTo(ExitStatus.USAGE);
    assertThat(execute("serve")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(file + ":1: drover.serve.sockt: there is no"),
            line -> assertThat(line).endsWith("must be simulated or libvirt, not xen"),
            line -> assertThat(line).isEqualTo("none.conf: no such file"),
            line -> assertThat(line).startsWith("drover serve: Missing required option"));
  }

  @Test
  void aPlaceThatOthersCanUseIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(
        folder.resolve("open"), PosixFilePermissions.fromString("rwxrwxrwx"));

    String file = file(CONFIG + "drover.serve.socket = \"%s/open/d.sock\"".formatted(folder));

    assertThat(execute("serve", "--config", file)).isEqualTo(ExitStatus.ENVIRONMENT);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("drover serve: there can be no socket " + folder.resolve("open/d.sock"));
  }

  @Test
  void itIsEndedBySigtermInTheMiddleOfATransferAndTheNextStartEndsThat() throws Exception {
    FleetServer fleet = FleetServer.start(fleet(), 1);
    try (fleet;
        Running first = new Running(file(CONFIG))) {
      first.until("serving at ");
      Running second = new Running(folder.resolve("serve.conf").toString());
      second.until("listens at ");
      assertThat(second.status()).isEqualTo(ExitStatus.ENVIRONMENT);
      second.close();

      beginTransfer();
      first.terminate();
      List<String> last = first.rest();
      assertThat(first.status()).isEqualTo(ExitStatus.OK);
      assertThat(last)
          .anyMatch(
              line ->
                  line.contains("is left: web-1 (")
                      && line.contains(" from hv1 to hv2 is running, which the hosts go on with"))
          .anyMatch(line -> line.contains("1 instances are known, 1 of them have unfinished work"))
          .noneMatch(line -> line.contains("ERROR") || line.contains("Exception"));
      assertThat(folder.resolve("d.sock")).doesNotExist();

      try (Running again = new Running(folder.resolve("serve.conf").toString())) {
        again.until("goes on: web-1 (");
        awaitTheHook();
      }
      assertThat(folder.resolve("moved")).hasContent("web-1 hv2");
    }
  }

  @Test
  void itIsEndedBySigtermWhileItWaitsForItsStore() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Running starting =
            new Running(
                file(
                    CONFIG
                        + """
                        drover.store = postgres
                        drover.stores.postgres.url = "jdbc:postgresql://127.0.0.1:%d/drover"
                        drover.stores.postgres.connect-timeout = 10 minutes
                        """
                            .formatted(silent.getLocalPort())));
        Socket asked = silent.accept()) {
      assertThat(asked.isConnected()).isTrue();
      assertThat(folder.resolve("d.sock")).exists();

      starting.terminate();

      assertThat(starting.rest())
          .filteredOn(line -> line.startsWith("drover serve: "))
          .containsExactly(
              "drover serve: SIGTERM came while it was starting; it ends, and the next start does"
                  + " all of it");
      assertThat(starting.status()).isEqualTo(ExitStatus.OK);
      assertThat(folder.resolve("d.sock")).doesNotExist();
    }
  }

  /** A guest whose memory takes a while to be sent begins to move. */
  private void beginTransfer() throws Exception {
    try (ControlClient watch = ControlClient.connect(folder.resolve("d.sock"));
        ControlClient client = ControlClient.connect(folder.resolve("d.sock"))) {
      watch.send(Request.of("w", Verb.WATCH, new Arguments.None()));
      assertThat(answer(watch)).isInstanceOf(Answer.Instances.class);
      client.send(
          new Request(
              "1",
              Verb.BOOT,
              null,
              true,
              new Arguments.Boot("web-1", "hv1", 1, 16L << 30, 0, 0, 0)));
      assertThat(answer(client)).isInstanceOf(Answer.Accepted.class);
      assertThat(answer(client)).isInstanceOf(Answer.Ended.class);
      client.send(
          Request.of(
              "2", Verb.LIVE_MIGRATE, new Arguments.LiveMigrate("web-1", "hv2", false, null)));
      assertThat(answer(client)).isInstanceOf(Answer.Accepted.class);
      boolean running = false;
      while (!running) {
        running =
            ((Answer.Event) answer(watch)).event() instanceof Notice.MigrationChanged changed
                && changed.status() == MigrationStatus.RUNNING;
      }
    }
  }

  /** The transfer that went on meanwhile ends as it was meant to. */
  private void awaitTheHook() throws Exception {
    try (ControlClient client = ControlClient.connect(folder.resolve("d.sock"))) {
      client.send(Request.of("w", Verb.WATCH, new Arguments.None()));
      boolean delivered = false;
      while (!delivered) {
        delivered =
            answer(client) instanceof Answer.Event event
                && event.event() instanceof Notice.HookProgress hook
                && hook.state() == HookState.DELIVERED;
      }
      client.send(Request.of("1", Verb.SHOW, new Arguments.OfInstance("web-1")));
      Answer found = answer(client);
      while (!(found instanceof Answer.One)) {
        found = answer(client);
      }
      assertThat(((Answer.One) found).instance().host()).isEqualTo("hv2");
    }
  }

  private static Answer answer(ControlClient client) throws Exception {
    return Protocol.answer(String.valueOf(client.line())).answer();
  }

  private FleetDefinition fleet() {
    Flavor size = new Flavor(16, 64L << 30, 1L << 40);
    return new FleetDefinition(
        folder.resolve("fleet.sock"),
        List.of(
            new HostDefinition("hv1", size, 1L << 30, true, 0),
            new HostDefinition("hv2", size, 1L << 30, true, 0)),
        FleetSettings.defaults());
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("serve.conf"), text.formatted(folder)).toString();
  }

  private int execute(String... args) {
    PrintWriter told = new PrintWriter(err, true);
    return Main.execute(args, told, told);
  }

  /** A process of {@code drover serve}. */
  private static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader log;
    private final List<String> said = new ArrayList<>();

    Running(String config) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dlogback.configurationFile=conf/logback-serve.xml",
                  "-Dconfig.file=conf/application.conf",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.drover.cli.Main",
                  "serve",
                  "--config",
                  config)
              .redirectErrorStream(true)
              .start();
      log = process.inputReader(StandardCharsets.UTF_8);
    }

    void until(String words) throws IOException {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        said.add(line);
        if (line.contains(words)) {
          return;
        }
      }
      throw new AssertionError("it never said '%s' but %s".formatted(words, said));
    }

    /** With SIGTERM; unlike the process itself, its handle leaves its output open. */
    void terminate() {
      process.toHandle().destroy();
    }

    List<String> rest() throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        lines.add(line);
      }
      return lines;
    }

    int status() throws InterruptedException {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
