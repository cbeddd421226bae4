package io.drover.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.command.CommandRunner;
import io.drover.command.ResourceCommands;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandVolumeConnectorTest {
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final Volume SHARED = new Volume(WEB, 0, 4096);
  private static final Volume LOCAL = new Volume(WEB, 1, 8192, true);

  @TempDir Path folder;
  private VolumeConnector connector;

  @BeforeEach
  void configure() {
    connector = connector(commands());
  }

  private VolumeConnector connector(Optional<ResourceCommands> commands) {
    ImageFolder images = new ImageFolder(folder.toString(), "raw");
    return new CommandVolumeConnector(
        new CommandRunner("hv1", 1, 4, Duration.ofSeconds(30)),
        new CommandVolumeConnector.Images(images, commands),
        new CommandVolumeConnector.Images(images, commands),
        Map.of());
  }

  private static Optional<ResourceCommands> commands() {
    return ResourceCommands.of(
        ConfigFactory.parseString(
            """
            exists = [test, -e, "{image}"]
            create = [[truncate, -s, "{size}", "{image}"]]
            attach = []
            delete = [[rm, "{image}"]]
            """),
        Set.copyOf(CommandVolumeConnector.PLACEHOLDERS));
  }

  private static <T> T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void makesAnImageOnceAndKeepsItsContent() throws IOException {
    result(connector.connect(WEB, List.of(SHARED, LOCAL), IfMissing.MAKE));

    Path image = folder.resolve("web-1-0.raw");
    assertThat(image).hasSize(4096);
    assertThat(folder.resolve("web-1-1.raw")).hasSize(8192);

    Files.writeString(image, "content");
    result(connector.connect(WEB, List.of(SHARED), IfMissing.MAKE));
    result(connector.connect(WEB, List.of(SHARED), IfMissing.FAIL));
    result(connector.disconnect(WEB, List.of(SHARED, LOCAL)));

    assertThat(image).hasContent("content");
    assertThat(folder.resolve("web-1-1.raw")).exists();
  }

  @Test
  void putsNoEmptyImageInThePlaceOfOneThatMustBeThere() {
    for (Volume volume : List.of(SHARED, LOCAL)) {
      assertThatThrownBy(() -> result(connector.connect(WEB, List.of(volume), IfMissing.FAIL)))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("web-1-%d.raw is not on hv1", volume.index());
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void removesCopiesOfLocalDisksOnly() {
    result(connector.connect(WEB, List.of(SHARED, LOCAL), IfMissing.MAKE));

    result(connector.removeCopies(WEB, List.of(SHARED, LOCAL)));
    result(connector.removeCopies(WEB, List.of(SHARED, LOCAL)));

    assertThat(folder.resolve("web-1-0.raw")).exists();
    assertThat(folder.resolve("web-1-1.raw")).doesNotExist();
  }

  @Test
  void leavesImagesToOthersWithoutCommands() {
    result(connector(Optional.empty()).connect(WEB, List.of(SHARED, LOCAL), IfMissing.MAKE));
    result(connector(Optional.empty()).connect(WEB, List.of(SHARED, LOCAL), IfMissing.FAIL));

    assertThat(folder).isEmptyDirectory();
  }
}
