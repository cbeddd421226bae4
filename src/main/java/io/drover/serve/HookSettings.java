package io.drover.serve;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.drover.LiveMigration;
import io.drover.command.CommandRunner;
import io.drover.command.CommandTemplate;
import io.drover.migration.MigrationHooks;
import io.drover.model.InstanceId;
import io.drover.runtime.Timeline;
import io.drover.runtime.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The hooks below {@code drover.serve}.
 *
 * @param commands by name
 * @param standard the name of the hooks of migrations that name none
 * @param threads how many commands run at a time
 * @param timeout how long one may take
 */
record HookSettings(
    Map<String, Commands> commands, String standard, int threads, Duration timeout) {
  private static final String HOOKS = "drover.serve.hooks.";

  /** The two commands of one name. */
  record Commands(Optional<CommandTemplate> post, Optional<CommandTemplate> recover) {}

  /**
   * Reads the settings.
   *
   * @param drover the configuration below {@code drover}
   * @throws ConfigException when one of them cannot be used
   */
  static HookSettings from(Config drover) {
    Config serve = drover.getConfig("serve");
    Map<String, Commands> commands = new TreeMap<>();
    serve.getObject("hooks").forEach((name, value) -> commands.put(name, commands(name, value)));
    String standard = serve.getString("default-hooks");
    if (!standard.equals(LiveMigration.NO_HOOKS) && !commands.containsKey(standard)) {
      throw unusable(
          serve.getValue("default-hooks"),
          "drover.serve.default-hooks",
          "there are no hooks '%s' below drover.serve.hooks".formatted(standard));
    }
    Waits run = Waits.plain(serve.getConfig("hook-commands"));
    Duration timeout = run.positive("timeout");
    if (timeout.compareTo(drover.getDuration("hooks.timeout")) >= 0) {
      throw unusable(
          serve.getValue("hook-commands.timeout"),
          "drover.serve.hook-commands.timeout",
          "must be less than drover.hooks.timeout, after which the command is run again");
    }
    return new HookSettings(commands, standard, run.count("threads", 1), timeout);
  }

  private static Commands commands(String name, ConfigValue value) {
    if (name.equals(LiveMigration.NO_HOOKS)) {
      throw unusable(value, HOOKS + name, "this is the name of hooks that do nothing");
    }
    if (!(value instanceof ConfigObject hooks)) {
      throw unusable(value, HOOKS + name, "must be an object with post and recover");
    }
    for (String key : hooks.keySet()) {
      if (!List.of("post", "recover").contains(key)) {
        throw unusable(
            value, HOOKS + name + "." + key, "there is no such hook; there are post and recover");
      }
    }
    return new Commands(command(name, "post", hooks), command(name, "recover", hooks));
  }

  private static Optional<CommandTemplate> command(String name, String hook, ConfigObject hooks) {
    ConfigValue value = hooks.get(hook);
    return value == null || (value instanceof ConfigList list && list.isEmpty())
        ? Optional.empty()
        : Optional.of(
            CommandTemplate.of(HOOKS + name + "." + hook, value, CommandHooks.PLACEHOLDERS));
  }

  private static ConfigException unusable(ConfigValue value, String path, String sentence) {
    return new ConfigException.BadValue(value.origin(), path, sentence);
  }

  /**
   * The hooks as a Drover is given them.
   *
   * @param names tells the name of an instance
   * @param timeline what the time that a command takes is told by
   */
  Map<String, MigrationHooks> hooks(
      Function<InstanceId, CompletionStage<String>> names, Timeline timeline) {
    CommandHooks.Means means =
        new CommandHooks.Means(
            new HookTurns(threads),
            new CommandRunner("hooks", threads, threads, timeout),
            timeout,
            timeline,
            names);
    Map<String, MigrationHooks> hooks = new TreeMap<>();
    commands.forEach(
        (name, pair) -> hooks.put(name, new CommandHooks(pair.post(), pair.recover(), means)));
    return hooks;
  }
}
