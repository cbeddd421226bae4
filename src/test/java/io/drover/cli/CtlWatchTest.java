package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.scenario.Views;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watch that loses events begins anew with the instances as they are. */
@Timeout(60)
class CtlWatchTest {
  private static final Answer BEFORE =
      new Answer.Instances(
          List.of(
              moving("web-1", MigrationStatus.RUNNING),
              moving("web-2", MigrationStatus.RUNNING),
              moving("web-3", MigrationStatus.RUNNING)));

  /** One of them has ended, one goes on, one was deleted and forgotten. */
  private static final Answer AFTER =
      new Answer.Instances(
          List.of(
              moving("web-1", MigrationStatus.COMPLETED),
              moving("web-2", MigrationStatus.RUNNING)));

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void linesTellWhatTheLostOnesWouldHaveTold() throws Exception {
    assertThat(watch()).isEqualTo(ExitStatus.ENVIRONMENT);

    assertThat(out.toString().lines().map(CtlWatchTest::withoutTime))
        .containsExactly(
            "web-1: migration from hv1 to hv2 is running",
            "web-2: migration from hv1 to hv2 is running",
            "web-3: migration from hv1 to hv2 is running",
            "web-1: migration from hv1 to hv2 is completed",
            "web-2: migration from hv1 to hv2 is running");
    assertThat(err.toString().lines()).first().isEqualTo("drover ctl watch: 3 events were lost");
  }

  @Test
  void programsAreToldTheInstancesAnewToo() throws Exception {
    assertThat(watch("--json")).isEqualTo(ExitStatus.ENVIRONMENT);

    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"id\":\"1\",\"type\":\"instances\""),
            line -> assertThat(line).isEqualTo("{\"id\":\"1\",\"type\":\"lost\",\"count\":3}"),
            line -> assertThat(line).startsWith("{\"id\":\"2\",\"type\":\"instances\""));
  }

  private int watch(String... options) throws Exception {
    Path socket = folder.resolve("d.sock");
    try (ScriptedServer server = new ScriptedServer(socket, 2, CtlWatchTest::answers)) {
      String[] line =
          Stream.concat(
                  Stream.of("ctl", "--socket", socket.toString(), "watch"), Stream.of(options))
              .toArray(String[]::new);
      int status = Main.execute(line, new PrintWriter(out, true), new PrintWriter(err, true));
      assertThat(server.requests())
          .containsExactly(
              Request.of("1", Verb.WATCH, new Arguments.None()),
              Request.of("2", Verb.LIST, new Arguments.Listing(true)));
      return status;
    }
  }

  private static List<Answer> answers(Request request) {
    return request.verb() == Verb.WATCH ? List.of(BEFORE, new Answer.Lost(3)) : List.of(AFTER);
  }

  @Test
  void noBarStaysOfATransferWhoseEndWasLost() throws Exception {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (Terminal terminal =
        new DumbTerminal(
            "test",
            "dumb",
            new ByteArrayInputStream(new byte[0]),
            screen,
            StandardCharsets.UTF_8)) {
      terminal.setSize(Size.of(120, 24));
      TerminalReporter reporter = new TerminalReporter(terminal);
      CtlWatch watch = new CtlWatch(reporter, reporter::forgetTransfers);
      watch.take(BEFORE);
      assertThat(bars(screen)).containsExactly("web-1", "web-2", "web-3");

      watch.take(new Answer.Lost(3));
      watch.take(AFTER);
      screen.reset();
      watch.take(host());

      assertThat(bars(screen)).containsExactly("web-2");
    }
  }

  /** The bars that were drawn last. */
  private static List<String> bars(ByteArrayOutputStream screen) {
    String text = screen.toString(StandardCharsets.UTF_8);
    return Stream.of("web-1", "web-2", "web-3")
        .filter(name -> text.contains(name + "  hv1 to hv2  [...."))
        .toList();
  }

  @Test
  void anEndThatIsToldWhileInstancesAreAskedForOutweighsTheirAnswer() {
    CtlWatch watch = new CtlWatch(new PlainReporter(new PrintWriter(out)), () -> {});
    watch.take(BEFORE);
    watch.take(new Answer.Lost(1));
    watch.take(
        new Answer.Event(
            new Notice.MigrationChanged(
                Instant.EPOCH,
                Views.id("web-1"),
                new MigrationId("m-web-1"),
                "hv1",
                "hv2",
                MigrationStatus.COMPLETED,
                null,
                List.of())));
    out.getBuffer().setLength(0);

    watch.take(BEFORE);

    assertThat(out.toString().lines().map(CtlWatchTest::withoutTime))
        .containsExactly(
            "web-2: migration from hv1 to hv2 is running",
            "web-3: migration from hv1 to hv2 is running");
  }

  private static Answer host() {
    return new Answer.Event(new Notice.HostChanged(Instant.EPOCH, "hv1", HostState.UP, ""));
  }

  private static String withoutTime(String line) {
    return line.replaceFirst("^ *-?[0-9.]+ s +", "");
  }

  private static InstanceView moving(String name, MigrationStatus status) {
    return Views.active(
        name, "hv1", Views.migration("m-" + name, name, status, null, HookState.NONE));
  }
}
