package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.drover.scenario.EventKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private static final String GOOD =
      """
      hosts { hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB } }
      instances { web-1 { host = hv1 } }
      steps = [ { boot = web-1 } ]
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void checkIsSilentWhenAllIsWell() throws IOException {
    assertThat(execute("check", file("a.conf", GOOD))).isEqualTo(0);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checkTellsWhatIsWrongInEveryFile() throws IOException {
    String typo = file("a.conf", GOOD.replace("boot = web-1", "boot = web-2"));
    String missing = folder.resolve("b.conf").toString();

    assertThat(execute("check", typo, missing)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            typo
                + ":3: steps[1].boot: unknown instance 'web-2' (did you mean 'web-1'?"
                + " instances: web-1)",
            missing + ": no such file");
  }

  @Test
  void wrongUsageIsOneLineThatSaysWhereToLook() {
    assertThat(execute("check", "--jsn", "x.conf")).isEqualTo(2);
    assertThat(execute("chek", "x.conf")).isEqualTo(2);
    assertThat(execute("check")).isEqualTo(2);
    assertThat(execute()).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "drover check: there is no --jsn (drover check --help lists what there is)",
            "drover: there is no chek x.conf; did you mean check? (drover --help lists what there is)",
            "drover check: Missing required parameter: 'FILE' (drover check --help lists what there is)",
            "drover: Missing required subcommand (drover --help lists what there is)");
  }

  @Test
  void runTellsTheSummaryLastAndSaysByItsStatusWhetherAllHeld() throws IOException {
    String good = file("a.conf", GOOD.replace("} ]", "}, { await = all, within = 60 s } ]"));
    String bad =
        file(
            "b.conf",
            GOOD.replace("} ]", "}, { expect { instance = web-1, vm-state = active } } ]"));

    assertThat(execute("run", "--json", "--seed", "5", good)).isEqualTo(0);
    assertThat(lines())
        .last(STRING)
        .matches(
            "\\{\"type\":\"summary\",\"scenario\":\"a\",\"ok\":true,\"expectations\":1,\"failed\":0,"
                + "\"seed\":5,\"virtual\":\"PT[0-9.]+S\",\"real\":\"PT[0-9.]+S\"}");
    assertThat(execute("run", "--json", bad, good)).isEqualTo(1);
    assertThat(lines()).filteredOn(line -> line.contains("\"summary\"")).hasSize(3);
    assertThat(execute("run", good)).isEqualTo(0);
    assertThat(lines()).last(STRING).startsWith("a: all 1 expectations held (");
  }

  @Test
  void runPlaysNothingUnlessAllIsRight() throws IOException {
    String good = file("a.conf", GOOD);
    String missing = folder.resolve("none.conf").toString();

    assertThat(execute("run", good, missing)).isEqualTo(2);
    assertThat(execute("run", good, "--set", "vif-plug.atempts=3")).isEqualTo(2);
    assertThat(execute("run", good, "--set", "host.control-calls=0")).isEqualTo(2);
    assertThat(execute("run", good, "--speed", "0")).isEqualTo(2);
    assertThat(execute("run", good, "--hypervisor", "libvirt", "--time", "virtual")).isEqualTo(2);
    assertThat(execute("run", good, "--report", "x.html")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(6)
        .contains(
            missing + ": no such file",
            "--set: vif-plug.atempts: there is no setting 'vif-plug.atempts' (did you mean"
                + " vif-plug.attempts?)",
            "--set: 'control-calls' must be at least 1, not 0");
  }

  @Test
  void aScenarioRunsInMemoryWhateverStoreIsSet() throws IOException {
    String good = file("a.conf", GOOD);

    assertThat(execute("run", good, "--set", "store=file")).isZero();
    assertThat(execute("run", good, "--set", "store=disk")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("--set: 'drover.store' must be one of memory, file, postgres, not disk");
    assertThat(Path.of("drover-data")).doesNotExist();
  }

  @Test
  void runTellsInOneLineWhichClassOrDispatcherIsNotThere() throws IOException {
    String good = file("a.conf", GOOD);
    String bad = file("b.conf", GOOD + "settings { memory-journal.class = nonsense }\n");

    assertThat(execute("run", good, "--set", "memory-journal.class=java.lang.String")).isEqualTo(2);
    assertThat(execute("run", good, "--set", "journal-plugin=nonsense")).isEqualTo(2);
    assertThat(execute("run", good, "--set", "memory-journal.plugin-dispatcher=none")).isEqualTo(2);
    assertThat(execute("check", bad)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "--set: 'drover.memory-journal.class' must be the class of a journal plugin,"
                + " not java.lang.String",
            "--set: 'drover.journal-plugin' must be the id of a journal plugin, not nonsense",
            "--set: 'drover.memory-journal.plugin-dispatcher' must be the id of a dispatcher,"
                + " not none",
            bad
                + ":4: settings: 'drover.memory-journal.class' must be the class of a journal"
                + " plugin, not nonsense");
  }

  @Test
  void runCannotCrashTheOrchestratorOfLibvirtHosts() throws IOException {
    String crash = file("a.conf", GOOD.replace("} ]", "}, { crash = orchestrator } ]"));

    assertThat(execute("run", "--hypervisor", "libvirt", crash)).isEqualTo(2);
    assertThat(err.toString()).startsWith(crash + ":3: steps[2].crash: ");
  }

  @Test
  void runRefusesAHostThatIsNoLibvirtHost() throws IOException {
    String file = file("a.conf", GOOD);

    assertThat(
            execute(
                "run",
                "--hypervisor",
                "libvirt",
                "--set",
                "libvirt.hosts={ real { uri = \"test:///default\", peer-uri = \"tcp://real\" } }",
                file))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            file + ":1: hosts.hv1: there is no libvirt host of this name; there are real");
  }

  @Test
  void theHelpOfRunListsEveryKindOfEventWithItsFields() {
    assertThat(execute("run", "--help")).isEqualTo(0);
    for (EventKind kind : EventKind.values()) {
      assertThat(out.toString()).contains(kind.label() + ": ", String.join(", ", kind.fields()));
    }
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(execute("--help")).isEqualTo(0);
    assertThat(execute("check", "--help")).isEqualTo(0);
    assertThat(execute("--version")).isEqualTo(0);
    assertThat(out.toString()).contains("Usage: drover ", "Usage: drover check ", "drover (");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void doctorSaysWhatWorks() {
    execute("doctor");

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("works +Java +Java \\d+ .*"))
        .anyMatch(line -> line.contains("libvirt"));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private int execute(String... args) {
    return Main.execute(args, new PrintWriter(out), new PrintWriter(err));
  }
}
