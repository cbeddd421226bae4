package io.drover.storage;

import io.drover.command.CommandRunner;
import io.drover.command.ResourceCommands;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;

/**
 * Makes the images of disks by running commands, where they are not there yet and may be made. An
 * image is only ever removed where it is a copy: that of a disk which a block migration took to
 * another host, or did not bring here to its end.
 */
public final class CommandVolumeConnector implements VolumeConnector {
  /** The placeholders that each volume gives a value to. */
  public static final List<String> PLACEHOLDERS =
      List.of("instance", "index", "name", "image", "format", "size");

  private final CommandRunner runner;
  private final Images shared;
  private final Images local;
  private final SortedMap<String, String> hostValues;

  /**
   * The images of one kind of disk.
   *
   * @param commands what makes and removes them; empty: somebody else makes them
   */
  public record Images(ImageFolder folder, Optional<ResourceCommands> commands) {}

  /**
   * The connector of one host.
   *
   * @param shared on storage that hosts share
   * @param local on the host's own
   * @param hostValues what further placeholders stand for
   */
  public CommandVolumeConnector(
      CommandRunner runner, Images shared, Images local, Map<String, String> hostValues) {
    this.runner = runner;
    this.shared = shared;
    this.local = local;
    this.hostValues = new TreeMap<>(hostValues);
  }

  @Override
  public void guard(Runnable check) {
    runner.guard(check);
  }

  @Override
  public CompletionStage<Done> connect(
      InstanceId instance, List<Volume> volumes, IfMissing ifMissing) {
    return each(
        volumes,
        volume ->
            of(volume).commands().ifPresent(commands -> connect(volume, commands, ifMissing)));
  }

  private void connect(Volume volume, ResourceCommands commands, IfMissing ifMissing) {
    Map<String, String> values = values(volume);
    if (ifMissing == IfMissing.MAKE) {
      commands.make(runner, values);
    } else if (!commands.join(runner, values)) {
      throw new IllegalStateException(
          "the image %s is not on %s: its storage is not mounted there, or it is lost or was never"
                  .formatted(values.get("image"), runner.host())
              + " made; no empty one is put in its place");
    }
  }

  @Override
  public CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes) {
    return CompletableFuture.completedStage(Done.getInstance());
  }

  @Override
  public boolean makesLocalDisks() {
    return local.folder().exists();
  }

  @Override
  public CompletionStage<Done> removeCopies(InstanceId instance, List<Volume> volumes) {
    return each(
        volumes.stream().filter(Volume::local).toList(),
        volume -> local.commands().ifPresent(images -> images.remove(runner, values(volume))));
  }

  private CompletionStage<Done> each(List<Volume> volumes, Consumer<Volume> action) {
    return runner.submit(
        () -> {
          volumes.forEach(action);
          return Done.getInstance();
        });
  }

  private Images of(Volume volume) {
    return volume.local() ? local : shared;
  }

  private Map<String, String> values(Volume volume) {
    Images images = of(volume);
    Map<String, String> values = new TreeMap<>(hostValues);
    values.put("instance", volume.instance().value());
    values.put("index", Integer.toString(volume.index()));
    values.put("name", images.folder().fileName(volume));
    values.put("image", images.folder().image(volume));
    values.put("format", images.folder().format());
    values.put("size", Long.toString(volume.sizeBytes()));
    return values;
  }
}
