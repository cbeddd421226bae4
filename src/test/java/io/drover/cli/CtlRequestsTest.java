package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.model.InstanceId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code drover ctl} asks for, for what is said on the command line. */
@Timeout(60)
class CtlRequestsTest {
  private static final Arguments WEB = new Arguments.OfInstance("web-1");

  @TempDir private Path folder;

  private record Case(Request sent, List<String> said) {

    static Case of(Verb verb, Arguments arguments, String... said) {
      return new Case(Request.of("1", verb, arguments), List.of(said));
    }

    static Case of(
        Verb verb, @Nullable String key, boolean waits, Arguments arguments, String... said) {
      return new Case(new Request("1", verb, key, waits, arguments), List.of(said));
    }

    @Override
    public String toString() {
      return String.join(" ", said);
    }
  }

  private static List<Case> cases() {
    return List.of(
        Case.of(
            Verb.BOOT,
            new Arguments.Boot("web-1", "hv1", 1, 1L << 30, 0, 0, 0),
            "boot",
            "web-1",
            "--host",
            "hv1"),
        Case.of(
            Verb.BOOT,
            "night-1",
            true,
            new Arguments.Boot("web-1", "hv1", 2, 4L << 30, 5L << 30, 3, 7L << 20),
            "boot",
            "web-1",
            "--host",
            "hv1",
            "--vcpus",
            "2",
            "--memory",
            "4GiB",
            "--disk",
            "5GiB",
            "--vifs",
            "3",
            "--dirty-rate",
            "7MiB",
            "--wait",
            "--key",
            "night-1"),
        Case.of(Verb.START, "k", true, WEB, "start", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.STOP, "k", true, WEB, "stop", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.PAUSE, "k", true, WEB, "pause", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.UNPAUSE, "k", true, WEB, "unpause", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.SUSPEND, "k", true, WEB, "suspend", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.RESUME, "k", true, WEB, "resume", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.DELETE, "k", true, WEB, "delete", "web-1", "--wait", "--key", "k"),
        Case.of(Verb.REBOOT, new Arguments.Reboot("web-1", false), "reboot", "web-1"),
        Case.of(
            Verb.REBOOT,
            "k",
            true,
            new Arguments.Reboot("web-1", true),
            "reboot",
            "web-1",
            "--hard",
            "--wait",
            "--key",
            "k"),
        Case.of(
            Verb.LIVE_MIGRATE,
            new Arguments.LiveMigrate("web-1", "hv2", false, null),
            "live-migrate",
            "web-1",
            "--to",
            "hv2"),
        Case.of(
            Verb.LIVE_MIGRATE,
            "k",
            true,
            new Arguments.LiveMigrate("web-1", "hv2", true, "mine"),
            "live-migrate",
            "web-1",
            "--to",
            "hv2",
            "--block-migration",
            "--hooks",
            "mine",
            "--wait",
            "--key",
            "k"),
        Case.of(Verb.ABORT, "k", false, WEB, "abort", "web-1", "--key", "k"),
        Case.of(Verb.FORCE_COMPLETE, "k", false, WEB, "force-complete", "web-1", "--key", "k"),
        Case.of(
            Verb.RESOLVE,
            new Arguments.Resolve("web-1", "hv2", false),
            "resolve",
            "web-1",
            "--runs-on",
            "hv2"),
        Case.of(
            Verb.RESOLVE,
            "k",
            false,
            new Arguments.Resolve("web-1", "hv2", true),
            "resolve",
            "web-1",
            "--runs-on",
            "hv2",
            "--fenced",
            "--key",
            "k"),
        Case.of(
            Verb.ADOPT,
            "k",
            false,
            new Arguments.Adopt("hv1", "7e5a", "db-1", 2, 8L << 30, 5L << 30, 3),
            "adopt",
            "hv1",
            "7e5a",
            "--name",
            "db-1",
            "--vcpus",
            "2",
            "--memory",
            "8GiB",
            "--disk",
            "5GiB",
            "--vifs",
            "3",
            "--key",
            "k"),
        Case.of(
            Verb.DISABLE,
            new Arguments.OfHost("hv1", "new kernel"),
            "disable",
            "hv1",
            "--reason",
            "new kernel"),
        Case.of(Verb.ENABLE, new Arguments.OfHost("hv1", null), "enable", "hv1"),
        Case.of(
            Verb.FENCE,
            new Arguments.OfHost("hv1", "power is cut"),
            "fence",
            "hv1",
            "--reason",
            "power is cut"),
        Case.of(Verb.UNFENCE, new Arguments.OfHost("hv1", null), "unfence", "hv1"),
        Case.of(Verb.SHOW, WEB, "show", "web-1"),
        Case.of(Verb.LIST, new Arguments.Listing(false), "list"),
        Case.of(Verb.LIST, new Arguments.Listing(true), "list", "--deleted"),
        Case.of(Verb.HOSTS, new Arguments.None(), "hosts"),
        Case.of(Verb.WATCH, new Arguments.None(), "watch"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsSaidIsAskedFor(Case said) throws Exception {
    Path socket = folder.resolve("d.sock");
    try (ScriptedServer server = new ScriptedServer(socket, 1, CtlRequestsTest::lastAnswer)) {
      String[] line =
          Stream.concat(said.said().stream(), Stream.of("--socket", socket.toString()))
              .toArray(String[]::new);
      StringWriter told = new StringWriter();
      PrintWriter out = new PrintWriter(told, true);

      Main.execute(
          Stream.concat(Stream.of("ctl"), Stream.of(line)).toArray(String[]::new), out, out);

      assertThat(server.requests()).as(told.toString()).containsExactly(said.sent());
    }
  }

  private static List<Answer> lastAnswer(Request request) {
    return request.waits()
        ? List.of(new Answer.Accepted(new InstanceId("7e5a"), null), new Answer.Failed("enough"))
        : List.of(new Answer.Failed("enough"));
  }

  @Test
  void noVerbIsForgotten() {
    assertThat(cases()).extracting(each -> each.sent().verb()).contains(Verb.values());
  }
}
