package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the input of {@code fleet} and {@code fleet-truth}, in one line each. */
class FleetCommandTest {

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void withoutHostsThereIsNoFleet() throws IOException {
    String file = file("drover.host.info-timeout = 5 s");

    assertThat(execute("fleet", "--config", file)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "drover fleet: the configuration cannot be used: there are no hosts below"
                + " drover.simulated, such as hosts { hv1 { vcpus = 16, memory = 64 GiB, disk = 1"
                + " TiB } }");
  }

  @Test
  void aHostThatCannotBeReadIsTold() throws IOException {
    String file = file("drover.simulated.hosts.hv1 { vcpus = 2, memory = 1 GiB, disk = x }");

    assertThat(execute("fleet", "--config", file)).isEqualTo(2);
    assertThat(err.toString())
        .contains(file + ":1: drover.simulated.hosts.hv1.disk: expected a size")
        .hasLineCount(1);
  }

  @Test
  void wrongUsageIsTold() throws IOException {
    String missing = folder.resolve("none.conf").toString();

    assertThat(execute("fleet")).isEqualTo(2);
    assertThat(execute("fleet", "--config", missing)).isEqualTo(2);
    assertThat(execute("fleet", "--config", file(""), "--speed", "0")).isEqualTo(2);
    assertThat(err.toString().lines())
        .map(line -> line.replaceFirst(" \\(drover .*", ""))
        .containsExactly(
            "drover fleet: Missing required option: '--config=FILE'",
            "drover fleet: there is no file " + missing,
            "drover fleet: --speed must be a number above 0, not 0.0");
  }

  @Test
  void aSocketThatCannotBeHadIsForTheEnvironmentToChange() throws IOException {
    String file = file("drover.simulated.hosts.hv1 { vcpus = 2, memory = 1 GiB, disk = 0 }");
    Path taken = folder.resolve("own/socket");
    Files.createDirectory(
        taken.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(taken, "a file");

    assertThat(execute("fleet", "--config", file, "--socket", taken.toString())).isEqualTo(3);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "drover fleet: %s is there already and is not a socket".formatted(taken));
  }

  @Test
  void withoutAFleetThereIsNoTruth() {
    String socket = folder.resolve("socket").toString();

    assertThat(execute("fleet-truth", "--socket", socket)).isEqualTo(3);
    assertThat(err.toString())
        .startsWith("drover fleet-truth: the fleet's control cannot be reached at " + socket)
        .hasLineCount(1);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("fleet.conf"), text).toString();
  }

  private int execute(String... args) {
    return Main.execute(args, new PrintWriter(out), new PrintWriter(err));
  }
}
