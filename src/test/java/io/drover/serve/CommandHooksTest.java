package io.drover.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.migration.MigrationHooks;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommandHooksTest {
  private static final MigrationView MOVED =
      new MigrationView(
          new MigrationId("m-1"),
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

  @TempDir private Path folder;

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

  private static void end(CompletionStage<?> stage) {
    stage.toCompletableFuture().join();
  }

  private static MigrationHooks hooks(String commands, String name) {
    Config drover =
        ConfigFactory.parseString(
                "serve { hooks.mine { %s }, hook-commands.timeout = 500 ms }".formatted(commands))
            .withFallback(ConfigFactory.load().getConfig("drover"));
    return HookSettings.from(drover)
        .hooks(id -> CompletableFuture.completedStage(name))
        .getOrDefault("mine", MigrationHooks.NONE);
  }
}
