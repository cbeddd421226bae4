package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.ControlClient;
import io.drover.control.ControlServer;
import io.drover.control.ControlSettings;
import io.drover.control.Desk;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.scenario.Views;
import io.drover.testkit.SimulatedHosts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code drover ctl}: what it prints, and its exit status. */
@Timeout(60)
class CtlCommandTest {
  private static final String UUID = "[0-9a-f-]{36}";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void operationsAreToldAndTheirEndIsTheExitStatus() throws Exception {
    try (SimulatedHosts hosts = SimulatedHosts.named("hv1", "hv2");
        Drover drover = Drover.start(DroverSetup.of(hosts.specs()));
        ControlServer server =
            ControlServer.listen(socket(), new ControlSettings(8, 4096, 16, 64))) {
      Desk.open(drover, "none", server);
      drover.ready().toCompletableFuture().join();

      assertThat(ctl("boot", "web-1", "--host", "hv1", "--memory", "512MiB", "--wait")).isZero();
      assertThat(told())
          .satisfiesExactly(
              line -> assertThat(line).matches("boot web-1: accepted, instance " + UUID),
              line -> assertThat(line).isEqualTo("boot web-1: active on hv1, power running"));

      assertThat(ctl("live-migrate", "web-1", "--to", "hv2", "--wait")).isZero();
      assertThat(told())
          .last()
          .isEqualTo(
              "live-migrate web-1: from hv1 to hv2: completed, now active on hv2, power running");

      assertThat(ctl("list")).isZero();
      assertThat(told())
          .containsExactly(
              "instance  host  vm state  task  power    fault  last migration",
              "web-1     hv2   active    none  running  none   hv1 to hv2: completed");

      assertThat(ctl("disable", "hv1", "--reason", "new kernel")).isZero();
      assertThat(ctl("hosts")).isZero();
      assertThat(told())
          .contains(
              "disable hv1: done",
              "hv1   disabled  0 of 16  0 B of 64 GiB      0 B of 1 TiB  0       0    0   new kernel");

      assertThat(ctl("show", "web-1")).isZero();
      assertThat(told()).anyMatch(line -> line.matches("id +" + UUID));

      assertThat(ctl("hosts", "--json")).isZero();
      assertThat(told()).singleElement().asString().startsWith("{\"id\":\"1\",\"type\":\"hosts\",");

      assertThat(ctl("live-migrate", "web-1", "--to", "hv2")).isEqualTo(1);
      assertThat(ctl("stop", "web-9", "--json")).isEqualTo(1);
      assertThat(err.toString().lines())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .startsWith("drover ctl live-migrate: web-1: refused, same-host: "),
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "drover ctl stop: web-9: refused, not-found: there is no instance"
                              + " 'web-9'"));
    }
  }

  @Test
  void anEndThatIsAFailureIsTheExitStatusAndItsReasonIsTold() throws Exception {
    try (SimulatedHosts hosts = SimulatedHosts.named("hv1", "hv2");
        Drover drover = Drover.start(DroverSetup.of(hosts.specs()));
        ControlServer server =
            ControlServer.listen(socket(), new ControlSettings(8, 4096, 16, 64))) {
      Desk.open(drover, "none", server);
      drover.ready().toCompletableFuture().join();
      hosts.fleet().inject(CallFault.of(Call.CREATE, FaultKind.ERROR).on("hv1").striking(1));

      assertThat(ctl("boot", "web-1", "--host", "hv1", "--wait")).isEqualTo(ExitStatus.FAILED);
      assertThat(told()).singleElement().asString().startsWith("boot web-1: accepted, instance ");

      assertThat(ctl("boot", "web-2", "--host", "hv1", "--memory", "32GiB", "--wait")).isZero();
      drover.listen(
          notice -> {
            if (notice instanceof Notice.MigrationChanged changed
                && changed.status() == MigrationStatus.RUNNING) {
              drover.abortMigration(changed.instance());
            }
          });
      assertThat(ctl("live-migrate", "web-2", "--to", "hv2", "--wait"))
          .isEqualTo(ExitStatus.FAILED);

      assertThat(err.toString().lines())
          .containsExactly(
              "drover ctl boot: web-1: error on hv1, power shutdown, fault hypervisor",
              "drover ctl live-migrate: web-2: from hv1 to hv2: cancelled (aborted), now active on"
                  + " hv1, power running");
    }
  }

  @Test
  void aServerThatEndsDuringAWaitIsTold() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            socket(), 1, request -> List.of(new Answer.Accepted(new InstanceId("7e5a"), null)))) {
      assertThat(ctl("stop", "web-1", "--wait")).isEqualTo(ExitStatus.ENVIRONMENT);
      assertThat(server.requests()).hasSize(1);
    }

    assertThat(told()).containsExactly("stop web-1: accepted, instance 7e5a");
    assertThat(err.toString().lines())
        .containsExactly(
            "drover ctl stop: the Drover at %s has ended meanwhile; what it had accepted goes on when it is started again"
                .formatted(socket()));
  }

  @Test
  void nothingThatOthersNamedForgesALineOrSteersTheTerminal() throws Exception {
    InstanceView forged = Views.active("web-1", "hv1\u2028web-2     hv1\u202e");
    try (ScriptedServer server =
        new ScriptedServer(
            socket(),
            2,
            request ->
                List.of(
                    request.verb() == Verb.LIST
                        ? new Answer.Instances(List.of(forged))
                        : new Answer.Refused(Refusal.CONFLICT, "a\nb\u009b")))) {
      ctl("list");
      ctl("stop", "web-1\nx");
      assertThat(server.requests()).hasSize(2);
    }

    assertThat(told()).hasSize(2).allSatisfy(CtlCommandTest::isPrintable);
    assertThat(err.toString().lines()).hasSize(1).allSatisfy(CtlCommandTest::isPrintable);
  }

  private static void isPrintable(String line) {
    assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  }

  @Test
  void nobodyThereIsTold() {
    assertThat(ctl("list")).isEqualTo(3);
    assertThat(ctl("watch")).isEqualTo(3);
    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("drover ctl list: no Drover serves at " + socket());
  }

  @Test
  void whoIsTurnedAwayIsToldWhy() throws Exception {
    try (ControlServer server =
            ControlServer.listen(socket(), new ControlSettings(1, 4096, 16, 64));
        SimulatedHosts hosts = SimulatedHosts.named("hv1");
        Drover drover = Drover.start(DroverSetup.of(hosts.specs()));
        ControlClient first = ControlClient.connect(socket())) {
      Desk.open(drover, "none", server);
      first.send(Request.of("1", Verb.HOSTS, new Arguments.None()));
      assertThat(first.line()).isNotNull();

      assertThat(ctl("list")).isEqualTo(1);
      assertThat(err.toString().lines())
          .containsExactly("drover ctl list: all: refused, busy: 1 clients are connected already");
    }
  }

  @Test
  void wrongUsageIsOneLine() {
    assertThat(ctl("boot", "web-1")).isEqualTo(2);
    assertThat(ctl("boot", "web-1", "--host", "hv1", "--memory", "much")).isEqualTo(2);
    assertThat(ctl("bot", "web-1")).isEqualTo(2);
    assertThat(ctl("stop")).isEqualTo(2);
    assertThat(ctl("disable", "hv1")).isEqualTo(2);
    assertThat(ctl("hosts", "--wait")).isEqualTo(2);
    assertThat(ctl("boot", "web-1", "--host", "hv1", "--memory", "0")).isEqualTo(2);
    assertThat(ctl("boot", "web-1", "--host", "hv1", "--vcpus", "0")).isEqualTo(2);
    assertThat(ctl("stop", "")).isEqualTo(2);
    for (String verb : List.of("enable", "unfence")) {
      assertThat(ctl(verb, "hv1", "--key", "k")).isEqualTo(2);
    }
    for (String verb : List.of("disable", "fence")) {
      assertThat(ctl(verb, "hv1", "--reason", "a", "--key", "k")).isEqualTo(2);
    }
    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("drover ctl boot: ", "--host"),
            line -> assertThat(line).contains("'much' is no size such as 4GiB"),
            line -> assertThat(line).contains("drover ctl: there is no bot"),
            line -> assertThat(line).contains("drover ctl stop: ", "NAME"),
            line -> assertThat(line).contains("drover ctl disable: ", "--reason"),
            line -> assertThat(line).contains("drover ctl hosts: there is no --wait"),
            line ->
                assertThat(line)
                    .startsWith("drover ctl boot: 'memory' must be a number of bytes above 0 ("),
            line ->
                assertThat(line).startsWith("drover ctl boot: 'vcpus' must be a number above 0"),
            line -> assertThat(line).startsWith("drover ctl stop: 'instance' is missing ("),
            line -> assertThat(line).contains("drover ctl enable: there is no --key"),
            line -> assertThat(line).contains("drover ctl unfence: there is no --key"),
            line -> assertThat(line).contains("drover ctl disable: there is no --key"),
            line -> assertThat(line).contains("drover ctl fence: there is no --key"));
  }

  private Path socket() {
    return folder.resolve("d.sock");
  }

  private int ctl(String... args) {
    String[] all =
        Stream.concat(Stream.of("ctl", "--socket", socket().toString()), Stream.of(args))
            .toArray(String[]::new);
    return Main.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  /** What was printed since the last time, without the blanks at the ends of lines. */
  private List<String> told() {
    List<String> lines = out.toString().lines().map(String::stripTrailing).toList();
    out.getBuffer().setLength(0);
    return lines;
  }
}
