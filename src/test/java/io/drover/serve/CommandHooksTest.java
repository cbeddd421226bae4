package io.drover.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.migration.HookPostponedException;
import io.drover.migration.MigrationHooks;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import io.drover.testing.ManualTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommandHooksTest {
  private static final MigrationView MOVED = moved("m-1");

  @TempDir private Path folder;

  private final ManualTimeline timeline = new ManualTimeline();

  private static MigrationView moved(String id) {
    return new MigrationView(
        new MigrationId(id),
        new InstanceId("7e5a"),
        "hv1",
        "hv2",
        MigrationStatus.FAILED,
        Reason.VIF_PLUG,
        1,
        HookKind.RECOVER,
        HookState.PENDING,
        List.of(),
        null,
        null,
        Instant.EPOCH);
  }

  @Test
  void theCommandOfTheOutcomeIsRunWithItsValues() throws IOException {
    Path told = folder.resolve("told");
    MigrationHooks hooks =
        hooks(
            """
            recover = [sh, -c, "echo $0 $1 $2 $DROVER_HOOK $DROVER_NAME $DROVER_REASON > %s",
              "{migration}", "{instance}", "{source}-{destination}"]
            """
                .formatted(told),
            "web one");

    end(hooks.recover(MOVED));
    end(hooks.post(MOVED));

    assertThat(told).hasContent("m-1 7e5a hv1-hv2 recover web one vif-plug");
  }

  @Test
  void aCommandThatEndsWithAnythingButNoughtHasFailed() {
    MigrationHooks hooks = hooks("post = [sh, -c, \"echo no; exit 3\"]", "web-1");

    assertThatThrownBy(() -> end(hooks.post(MOVED))).hasMessageContaining("ended with 3: no");
  }

  @Test
  void aCommandThatHangsIsKilled() {
    MigrationHooks hooks = hooks("post = [sleep, 600]", "web-1");

    assertThatThrownBy(() -> end(hooks.post(MOVED)))
        .hasMessageContaining("killed, because it had not ended after 500 ms");
  }

  @Test
  void aNameThatAShellWouldReadIsNoArgument() throws IOException {
    Path told = folder.resolve("told");
    MigrationHooks hooks = hooks("post = [touch, \"%s\", \"{name}\"]".formatted(told), "a; b");

    assertThatThrownBy(() -> end(hooks.post(MOVED)))
        .hasMessageContaining("'a; b' cannot stand for {name}");
    assertThat(Files.exists(told)).isFalse();
  }

  @Test
  void whatThereIsNoRoomForIsPostponedAndNeverRunLater() throws IOException {
    MigrationHooks hooks = hooks("threads = 2, timeout = 25 s", note("{migration}"), id -> name());
    CompletionStage<?> first = hooks.post(moved("m-1"));
    CompletionStage<?> second = hooks.post(moved("m-2"));

    assertThatThrownBy(() -> end(hooks.post(moved("m-3"))))
        .hasCauseInstanceOf(HookPostponedException.class)
        .hasMessageEndingWith("2 commands of other hooks run already");
    letGo();
    end(first);
    end(second);
    end(hooks.post(moved("m-4")));

    assertThat(told()).containsExactlyInAnyOrder("m-1", "m-2", "m-4");
  }

  @Test
  void noMigrationHasTwoCommandsRunAtOnce() throws IOException {
    MigrationHooks hooks = hooks("timeout = 25 s", note("{migration}"), id -> name());
    CompletionStage<?> first = hooks.post(moved("m-1"));

    assertThatThrownBy(() -> end(hooks.post(moved("m-1"))))
        .hasCauseInstanceOf(HookPostponedException.class)
        .hasMessageEndingWith("its command before has not ended yet");
    letGo();
    end(first);
    assertThat(told()).containsExactly("m-1");
    end(hooks.post(moved("m-1")));

    assertThat(told()).containsExactly("m-1", "m-1");
  }

  @Test
  void theTimeThatTheNameTakesIsTheCommandsToo() throws IOException {
    CompletableFuture<String> name = new CompletableFuture<>();
    MigrationHooks hooks = hooks("timeout = 25 s", "post = [sleep, 600]", id -> name);
    CompletionStage<?> slow = hooks.post(MOVED);

    timeline.advance(Duration.ofMillis(24_800));
    name.complete("web-1");

    assertThatThrownBy(() -> end(slow)).hasMessageContaining("had not ended after 200 ms");
  }

  @Test
  void aCommandWhoseTimeIsOverBeforeItsTurnIsNotRun() throws IOException {
    CompletableFuture<String> name = new CompletableFuture<>();
    MigrationHooks hooks = hooks("timeout = 25 s", note("{migration}"), id -> name);
    CompletionStage<?> late = hooks.post(MOVED);

    letGo();
    timeline.advance(Duration.ofSeconds(25));
    name.complete("web-1");

    assertThatThrownBy(() -> end(late)).hasCauseInstanceOf(HookPostponedException.class);
    assertThat(folder.resolve("told")).doesNotExist();
    end(hooks.post(MOVED));
    assertThat(told()).containsExactly("m-1");
  }

  /** A command that waits until it is let go, and then notes what it was given. */
  private String note(String placeholder) {
    return "post = [sh, -c, \"until test -e %1$s/go; do sleep 0.01; done; echo $0 >> %1$s/told\", \"%2$s\"]"
        .formatted(folder, placeholder);
  }

  private void letGo() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  private List<String> told() throws IOException {
    return Files.readAllLines(folder.resolve("told"));
  }

  private static CompletionStage<String> name() {
    return CompletableFuture.completedStage("web-1");
  }

  private static void end(CompletionStage<?> stage) {
    stage.toCompletableFuture().join();
  }

  private MigrationHooks hooks(String commands, String name) {
    return hooks("timeout = 500 ms", commands, id -> CompletableFuture.completedStage(name));
  }

  private MigrationHooks hooks(
      String how, String commands, Function<InstanceId, CompletionStage<String>> names) {
    Config drover =
        ConfigFactory.parseString(
                "serve { hooks.mine { %s }, hook-commands { %s } }".formatted(commands, how))
            .withFallback(ConfigFactory.load().getConfig("drover"));
    return HookSettings.from(drover)
        .hooks(names, timeline)
        .getOrDefault("mine", MigrationHooks.NONE);
  }
}
