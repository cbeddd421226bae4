package io.drover.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.command.CommandRunner;
import io.drover.command.ProcessExecutionException;
import io.drover.command.ResourceCommands;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With files for devices and a folder for the bridge. */
class CommandVifPluggerTest {
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final List<Vif> VIFS = Vif.of(WEB, 2);

  @TempDir Path host;
  private CommandVifPlugger plugger;

  @BeforeEach
  void configure() {
    plugger = plugger("[test, -e, \"{host}/{device}\"]");
  }

  private CommandVifPlugger plugger(String exists) {
    ResourceCommands commands =
        ResourceCommands.of(
                ConfigFactory.parseString(
                    """
                    exists = %s
                    create = [[cp, -n, /dev/null, "{host}/{device}"]]
                    attach = [[cp, "{host}/{device}", "{host}/bridge/{device}"]]
                    delete = [[rm, "{host}/{device}"], [rm, -f, "{host}/bridge/{device}"]]
                    """
                        .formatted(exists)),
                Set.of("host", "device"))
            .orElseThrow();
    CommandRunner runner = new CommandRunner("hv1", 2, 2, Duration.ofSeconds(30));
    return new CommandVifPlugger(runner, commands, Map.of("host", host.toString()));
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void plugsAndUnplugsAsOftenAsItIsAsked() throws IOException {
    Files.createDirectory(host.resolve("bridge"));

    result(plugger.plug(WEB, VIFS));
    result(plugger.plug(WEB, VIFS));

    assertThat(host.resolve("bridge").resolve(VIFS.get(1).device())).exists();
    assertThat(result(plugger.plugged(VIFS))).isEqualTo(VIFS);

    result(plugger.unplug(WEB, VIFS));
    result(plugger.unplug(WEB, VIFS));

    assertThat(host.resolve("bridge")).isEmptyDirectory();
    assertThat(result(plugger.plugged(VIFS))).isEmpty();
  }

  @Test
  void goesOnFromWhatAFailedAttemptHasMade() throws IOException {
    assertThatThrownBy(() -> result(plugger.plug(WEB, VIFS)))
        .hasCauseInstanceOf(ProcessExecutionException.class)
        .hasMessageContaining(VIFS.get(0).device());
    assertThat(result(plugger.plugged(VIFS))).containsExactly(VIFS.get(0));

    Files.createDirectory(host.resolve("bridge"));
    result(plugger.plug(WEB, VIFS));

    assertThat(host.resolve("bridge").resolve(VIFS.get(0).device())).exists();
  }

  @Test
  void takesAHostThatDoesNotAnswerForNoAnswer() {
    CommandVifPlugger unreachable = plugger("[sh, -c, \"exit 255\"]");

    assertThatThrownBy(() -> result(unreachable.unplug(WEB, VIFS)))
        .hasCauseInstanceOf(ProcessExecutionException.class)
        .hasMessageContaining("ended with 255");
  }
}
