package io.drover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.FleetSnapshot.GuestSnapshot;
import io.drover.model.InstanceId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code fleet}, and a client of it that is killed in the middle of a migration. */
class FleetProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aGuestMovesOnWhenTheProcessThatMovesItIsKilled() throws Exception {
    Path socket = folder.resolve("own/socket");
    Process fleet = startFleet(socket);
    assertThat(fleet.inputReader().readLine())
        .isEqualTo("simulated hosts hv1, hv2 are ready at " + socket);
    Process client = start("io.drover.fleet.MovingClient", socket.toString());
    assertThat(client.inputReader().readLine()).isEqualTo("moving");

    client.destroyForcibly().waitFor();

    InstanceId id = new InstanceId(MovingClient.GUEST);
    ActorTestKit kit = ActorTestKit.create();
    try (FleetClient control = FleetClient.connect(socket)) {
      assertThat(report(control).truth().host("hv1").guest(id))
          .get()
          .matches(GuestSnapshot::moving);
      kit.createTestProbe()
          .awaitAssert(
              LONG,
              () -> {
                assertThat(report(control).truth().host("hv1").guests()).isEmpty();
                return true;
              });
      assertThat(report(control).truth().host("hv2").guests()).containsOnlyKeys(id);
      assertThat(report(control).secondCopies()).isEmpty();
    } finally {
      kit.shutdownTestKit();
    }
    endsOnRequest(fleet, socket);
  }

  private static FleetReport report(FleetClient control) {
    return control.report().toCompletableFuture().join();
  }

  private static void endsOnRequest(Process fleet, Path socket) throws InterruptedException {
    fleet.destroy();
    assertThat(fleet.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(socket).doesNotExist();
  }

  @Test
  void aSecondFleetAtOneSocketIsRefusedAndAKilledOneIsReplaced() throws Exception {
    Path socket = folder.resolve("own/socket");
    Process first = startFleet(socket);
    assertThat(first.inputReader().readLine()).contains("are ready");

    Process second = startFleet(socket);
    assertThat(second.waitFor()).isEqualTo(3);
    assertThat(errors(second))
        .isEqualTo(
            "drover fleet: process %d listens at %s already; end it, or name another socket"
                .formatted(first.pid(), socket));

    first.destroyForcibly().waitFor();
    assertThat(socket).exists();
    assertThat(startFleet(socket).inputReader().readLine()).contains("are ready");
  }

  private static String errors(Process process) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> line.startsWith("drover")).findFirst().orElse("");
    }
  }

  private Process startFleet(Path socket) throws IOException {
    Path config = folder.resolve("fleet.conf");
    Files.writeString(
        config,
        """
        drover.simulated.hosts {
          hv1 { vcpus = 4, memory = 8 GiB, disk = 0, bandwidth = 64 MiB/s }
          hv2 { vcpus = 4, memory = 8 GiB, disk = 0, bandwidth = 64 MiB/s }
        }
        """);
    return start(
        "io.drover.cli.Main",
        "fleet",
        "--config",
        config.toString(),
        "--socket",
        socket.toString());
  }

  private Process start(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path", ""));
    command.add(main);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }
}
