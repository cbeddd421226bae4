package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.ControlClient;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.SocketUnusableException;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests by {@code drover ctl}, a process each. */
final class CtlProcess implements Way {
  private static final int WRONG_USAGE = 2;

  private final String drover;
  private final Path socket;
  private final Path errors;
  private final RealTimeline timeline;

  /**
   * By a command.
   *
   * @param drover the command
   * @param errors where what it tells of failures goes, after what is there
   */
  CtlProcess(String drover, Path socket, Path errors, RealTimeline timeline) {
    this.drover = drover;
    this.socket = socket;
    this.errors = errors;
    this.timeline = timeline;
  }

  /** It is not started in vain: two of them in turns would take a machine from who starts. */
  @Override
  public Optional<Answer> ask(Request request, Duration patience)
      throws IOException, InterruptedException {
    if (!somebodyIsThere()) {
      return Optional.empty();
    }
    Child child = Child.startTelling(command(request), Child.LEAN, errors);
    Timeline.Scheduled late = timeline.after(patience, child::end);
    try {
      String line = child.line();
      child.await();
      if (child.status() == WRONG_USAGE) {
        throw new IOException("%s is not understood; see %s".formatted(command(request), errors));
      }
      return Optional.ofNullable(answer(line));
    } finally {
      late.cancel();
      child.kill();
    }
  }

  private static @Nullable Answer answer(@Nullable String line) throws IOException {
    try {
      return line == null ? null : Protocol.answer(line).answer();
    } catch (MalformedLineException e) {
      throw new IOException("drover ctl --json told '%s'".formatted(line), e);
    }
  }

  private boolean somebodyIsThere() throws IOException {
    try {
      ControlClient.connect(socket).close();
      return true;
    } catch (SocketUnusableException e) {
      return false;
    }
  }

  /** The command that asks for the same. */
  List<String> command(Request request) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of(drover, "ctl", "--socket", socket.toString(), "--json"));
    words.add(request.verb().label());
    words.addAll(words(request.arguments()));
    if (request.key() != null) {
      words.addAll(List.of("--key", request.key()));
    }
    return List.copyOf(words);
  }

  private static List<String> words(Arguments arguments) {
    List<String> words = new ArrayList<>();
    words.add(arguments.subject());
    if (arguments instanceof Arguments.Boot boot) {
      words.addAll(List.of("--host", boot.host()));
      words.addAll(List.of("--vcpus", String.valueOf(boot.vcpus())));
      words.addAll(List.of("--memory", String.valueOf(boot.memory())));
      words.addAll(List.of("--disk", String.valueOf(boot.disk())));
      words.addAll(List.of("--vifs", String.valueOf(boot.vifs())));
      words.addAll(List.of("--dirty-rate", String.valueOf(boot.dirtyRate())));
    } else if (arguments instanceof Arguments.LiveMigrate migrate) {
      words.addAll(List.of("--to", migrate.to()));
    } else if (arguments instanceof Arguments.Reboot reboot && reboot.hard()) {
      words.add("--hard");
    }
    return words;
  }

  @Override
  public void close() {}
}
