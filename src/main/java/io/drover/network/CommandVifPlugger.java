package io.drover.network;

import io.drover.command.CommandRunner;
import io.drover.command.ResourceCommands;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;

/**
 * Plugs VIFs by running commands, such as those that make a tap device and join it to a Linux
 * bridge. One interface after the other; the first command that fails ends the attempt, and the
 * next attempt goes on from what is there.
 */
public final class CommandVifPlugger implements VifPlugger {
  /** The placeholders that each interface gives a value to. */
  public static final List<String> PLACEHOLDERS = List.of("instance", "index", "device", "mac");

  private final CommandRunner runner;
  private final ResourceCommands commands;
  private final SortedMap<String, String> hostValues;

  /**
   * The plugger of one host.
   *
   * @param hostValues what further placeholders stand for
   */
  public CommandVifPlugger(
      CommandRunner runner, ResourceCommands commands, Map<String, String> hostValues) {
    this.runner = runner;
    this.commands = commands;
    this.hostValues = new TreeMap<>(hostValues);
  }

  @Override
  public void guard(Runnable check) {
    runner.guard(check);
  }

  @Override
  public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
    return each(vifs, vif -> commands.make(runner, values(vif)));
  }

  @Override
  public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
    return each(vifs, vif -> commands.remove(runner, values(vif)));
  }

  /** Which of these are plugged. */
  public CompletionStage<List<Vif>> plugged(List<Vif> vifs) {
    return runner.submit(
        () -> vifs.stream().filter(vif -> commands.exists(runner, values(vif))).toList());
  }

  private CompletionStage<Done> each(List<Vif> vifs, Consumer<Vif> action) {
    return runner.submit(
        () -> {
          vifs.forEach(action);
          return Done.getInstance();
        });
  }

  private Map<String, String> values(Vif vif) {
    Map<String, String> values = new TreeMap<>(hostValues);
    values.put("instance", vif.instance().value());
    values.put("index", Integer.toString(vif.index()));
    values.put("device", vif.device());
    values.put("mac", vif.mac());
    return values;
  }
}
