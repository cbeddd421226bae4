package io.drover.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.model.Refusal;
import io.drover.runtime.RealTimeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Request STOP =
      new Request("1", Verb.STOP, "k-1", false, new Arguments.OfInstance("web-1"));

  private final RealTimeline timeline = new RealTimeline();

  @TempDir private Path folder = Path.of("");
  private ServerSocketChannel silent = open();

  private static ServerSocketChannel open() {
    try {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    silent.bind(UnixDomainSocketAddress.of(socket()));
  }

  @AfterEach
  void close() throws IOException {
    silent.close();
    timeline.close();
  }

  @Test
  void givesUpOnWhoAcceptsAndStaysSilent() {
    assertThatThrownBy(() -> hasty(new Connection(socket(), timeline)).ask(STOP))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("was not answered")
        .hasMessageContaining("k-1");
  }

  @Test
  void givesUpOnWhoOnlyEverSaysThatItCannotTell() {
    Answer unavailable = new Answer.Refused(Refusal.UNAVAILABLE, "it is ending");

    assertThatThrownBy(() -> hasty(always(unavailable)).ask(STOP))
        .isInstanceOf(UnansweredException.class);
  }

  @Test
  void countsTheAnswersThatItHad() throws Exception {
    Caller caller = caller(always(new Answer.Done()));

    assertThat(caller.ask(STOP)).isEqualTo(new Answer.Done());
    assertThat(caller.answers()).isEqualTo(1);
  }

  @Test
  void theCommandsFirstLineIsTheAnswer() throws Exception {
    Path drover = script("echo '{\"id\":\"1\",\"type\":\"done\"}'; echo more");

    assertThat(caller(command(drover)).ask(STOP)).isEqualTo(new Answer.Done());
  }

  @Test
  void aCommandThatNeverAnswersIsGivenUp() throws Exception {
    Path drover = script("exec sleep 1000");

    assertThatThrownBy(() -> hasty(command(drover)).ask(STOP))
        .isInstanceOf(UnansweredException.class);
  }

  @Test
  void aCommandThatIsNotUnderstoodIsNotRepeated() throws Exception {
    Path drover = script("exit 2");

    assertThatThrownBy(() -> caller(command(drover)).ask(STOP))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not understood");
  }

  @Test
  void theCommandAsksForTheSame() {
    CtlProcess ctl = command(Path.of("drover"));

    assertThat(ctl.command(STOP))
        .containsSequence("--json", "stop", "web-1", "--key", "k-1")
        .startsWith("drover", "ctl", "--socket");
    assertThat(words(ctl, Verb.REBOOT, new Arguments.Reboot("web-1", true)))
        .endsWith("reboot", "web-1", "--hard");
    assertThat(
            words(ctl, Verb.LIVE_MIGRATE, new Arguments.LiveMigrate("web-1", "hv2", false, null)))
        .endsWith("live-migrate", "web-1", "--to", "hv2");
    assertThat(words(ctl, Verb.BOOT, new Arguments.Boot("web-1", "hv1", 1, 1024, 2048, 3, 4)))
        .containsSequence("boot", "web-1", "--host", "hv1", "--vcpus", "1", "--memory", "1024")
        .endsWith("--disk", "2048", "--vifs", "3", "--dirty-rate", "4");
  }

  private static List<String> words(CtlProcess ctl, Verb verb, Arguments arguments) {
    return ctl.command(Request.of("1", verb, arguments));
  }

  private Path socket() {
    return folder.resolve("socket");
  }

  private Caller caller(Way way) {
    return new Caller(way, timeline, LONG);
  }

  private Caller hasty(Way way) {
    return new Caller(way, timeline, SHORT);
  }

  private CtlProcess command(Path drover) {
    return new CtlProcess(drover.toString(), socket(), folder.resolve("errors"), timeline);
  }

  private Path script(String body) throws IOException {
    Path script = folder.resolve("drover");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static Way always(Answer answer) {
    return new Way() {
      @Override
      public Optional<Answer> ask(Request request, Duration patience) {
        return Optional.of(answer);
      }

      @Override
      public void close() {}
    };
  }
}
