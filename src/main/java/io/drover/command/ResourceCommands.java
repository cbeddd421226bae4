package io.drover.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The commands that make one thing on a host and take it away: the device of a VIF, the image of a
 * disk. Whether it is there is asked by a command too, so making and removing can be repeated.
 *
 * @param exists ends with 0 when the thing is there and with 1 when it is not
 * @param create make it; run when it is not there
 * @param attach join it to what it belongs to; run each time, so they must bear repetition
 * @param delete take it away; run when it is there
 */
public record ResourceCommands(
    CommandTemplate exists,
    List<CommandTemplate> create,
    List<CommandTemplate> attach,
    List<CommandTemplate> delete) {
  private static final int ABSENT = 1;

  /** Copies the lists. */
  public ResourceCommands {
    create = List.copyOf(create);
    attach = List.copyOf(attach);
    delete = List.copyOf(delete);
  }

  /**
   * Reads the commands; none when all are empty.
   *
   * @param config the keys {@code exists}, {@code create}, {@code attach}, {@code delete}
   * @param known the placeholders that have values
   * @throws ConfigException when one is no list of arguments or has a placeholder without a value,
   *     or {@code exists} alone is empty; says where
   */
  public static Optional<ResourceCommands> of(Config config, Set<String> known) {
    ConfigValue exists = config.getValue("exists");
    if (exists instanceof ConfigList list && list.isEmpty()) {
      refuseWithoutQuestion(config);
      return Optional.empty();
    }
    return Optional.of(
        new ResourceCommands(
            CommandTemplate.of("exists", exists, known),
            commands(config, "create", known),
            commands(config, "attach", known),
            commands(config, "delete", known)));
  }

  private static void refuseWithoutQuestion(Config config) {
    for (String key : List.of("create", "attach", "delete")) {
      if (!config.getList(key).isEmpty()) {
        throw new ConfigException.BadValue(
            config.getValue(key).origin(),
            key,
            "exists is empty, so this would never be run; say there how to find out whether the"
                + " thing is there, or leave this empty, too");
      }
    }
  }

  private static List<CommandTemplate> commands(Config config, String key, Set<String> known) {
    return config.getList(key).stream()
        .map(value -> CommandTemplate.of(key, value, known))
        .toList();
  }

  /** Whether the thing is there. Blocks, as all of these. */
  public boolean exists(CommandRunner runner, Map<String, String> values) {
    List<String> question = exists.fill(values);
    try {
      runner.execute(question);
      return true;
    } catch (ProcessExecutionException e) {
      if (e.exitCode() == ABSENT) {
        return false;
      }
      throw e;
    }
  }

  /** Makes the thing if it is not there, and joins it to what it belongs to. */
  public void make(CommandRunner runner, Map<String, String> values) {
    if (!join(runner, values)) {
      execute(runner, Stream.of(create, attach).flatMap(List::stream).toList(), values);
    }
  }

  /**
   * Joins the thing to what it belongs to, if it is there.
   *
   * @return whether it is there
   */
  public boolean join(CommandRunner runner, Map<String, String> values) {
    boolean there = exists(runner, values);
    if (there) {
      execute(runner, attach, values);
    }
    return there;
  }

  /** Takes the thing away if it is there. */
  public void remove(CommandRunner runner, Map<String, String> values) {
    if (exists(runner, values)) {
      execute(runner, delete, values);
    }
  }

  private static void execute(
      CommandRunner runner, List<CommandTemplate> templates, Map<String, String> values) {
    List<List<String>> commands = new ArrayList<>();
    templates.forEach(template -> commands.add(template.fill(values)));
    commands.forEach(runner::execute);
  }
}
