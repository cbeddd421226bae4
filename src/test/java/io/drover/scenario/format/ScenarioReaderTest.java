package io.drover.scenario.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.model.Flavor;
import io.drover.model.Refusal;
import io.drover.scenario.Action;
import io.drover.scenario.ExpectKey;
import io.drover.scenario.HealSelector;
import io.drover.scenario.MigrationReference;
import io.drover.scenario.Scenario;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioReaderTest {

  private static final Config KNOWN =
      ConfigFactory.parseString(
          """
          vif-plug { attempts = 3, interval = 1 s }
          migration { timeout = 10 m, bandwidth-limit = 100 MiB, post-copy = false }
          debugger = auto
          libvirt.hosts {}
          """);

  private static final SettingsCheck CHECK =
      new SettingsCheck(
          KNOWN,
          settings -> {
            if (settings.getInt("vif-plug.attempts") > 1000) {
              throw new ConfigException.BadValue(
                  settings.getValue("vif-plug.attempts").origin(), "attempts", "is too large");
            }
          });

  private static final String FLEET =
      """
      hosts {
        hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
        hv2 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
      }
      instances { web-1 { host = hv1 }, web-2 { host = hv1 } }
      """;

  @TempDir private Path folder;

  @Test
  void readsTheScenarioOfTheContract() throws Exception {
    Scenario scenario =
        read(
            """
            name = "A failed plug is retried, then the VM moves"
            hosts {
              hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB, bandwidth = 1 GiB/s }
              hv2 { vcpus = 16, memory = 64 GiB, disk = 1 TiB, bandwidth = 512 MiB/s, shared-storage = false }
            }
            instances {
              web-1 { host = hv1, vcpus = 2, memory = 4 GiB, disk = 20 GiB, vifs = 1, dirty-rate = 100 MiB/s }
            }
            settings { vif-plug.attempts = 5 }          # any key below "drover"
            steps = [
              { boot = web-1 }
              { await = all, within = 60 s }
              { fault { operation = plug-vif, host = hv2, times = 2 } }
              { live-migrate = web-1, to = hv2, as = first }
              { expect { migration = first, status = completed, post = 1, recover = 0 }, within = 5 s }
            ]
            """);

    assertThat(scenario.name()).isEqualTo("A failed plug is retried, then the VM moves");
    assertThat(scenario.hosts())
        .extracting("name", "bandwidth", "sharedStorage")
        .containsExactly(tuple("hv1", 1L << 30, true), tuple("hv2", 512L << 20, false));
    assertThat(scenario.instances().get(0).spec().flavor())
        .isEqualTo(new Flavor(2, 4L << 30, 20L << 30));
    assertThat(scenario.instances().get(0).spec().dirtyRate()).isEqualTo(100L << 20);
    assertThat(scenario.settings().getInt("vif-plug.attempts")).isEqualTo(5);
    assertThat(scenario.steps())
        .extracting(step -> step.number() + "@" + step.line() + " " + step.text())
        .containsExactly(
            "1@11 boot web-1",
            "2@12 await all, at most 60 s",
            "3@13 fault plug-vif: error on hv2 2 times",
            "4@14 live-migrate web-1 to hv2",
            "5@15 expect migration = first, status = completed, post = 1, recover = 0, within 5 s");
  }

  @Test
  void readsAnOperatorsWord() throws Exception {
    Scenario scenario =
        read(
            FLEET
                + """
                steps = [
                  { resolve = web-1, runs-on = hv1, fenced = true }
                  { resolve = web-1, runs-on = hv9, refused = invalid-request }
                ]
                """);

    assertThat(scenario.steps())
        .extracting(step -> step.action().text())
        .containsExactly(
            "resolve web-1 to run on hv1, its other copy fenced",
            "resolve web-1 to run on hv9, to be refused: invalid-request");
  }

  @Test
  void readsAnOperatorsWordOnHosts() throws Exception {
    Scenario scenario =
        read(
            FLEET
                + """
                steps = [
                  { disable = hv1, reason = "a new kernel" }
                  { expect { on-host = hv1, state = disabled, disabled = true } }
                  { enable = all }
                  { fence = hv1, refused = invalid-state }
                  { fence = hv9, refused = not-found }
                  { unfence = hv2, or-refused = true }
                ]
                """);

    assertThat(scenario.steps())
        .extracting(step -> step.action().text())
        .containsExactly(
            "disable hv1: a new kernel",
            "expect on-host = hv1, state = disabled, disabled = true",
            "enable all",
            "fence hv1: the scenario says so, to be refused: invalid-state",
            "fence hv9: the scenario says so, to be refused: not-found",
            "unfence hv2, or refused");
  }

  @Test
  void givesWhatIsLeftOutItsDefault() throws Exception {
    Scenario scenario = read(FLEET + "steps = [ { reboot = web-1 } ]");

    assertThat(scenario.name()).isEqualTo("x");
    assertThat(scenario.hosts().get(0).bandwidth()).isEqualTo(1L << 30);
    assertThat(scenario.hosts().get(0).sharedStorage()).isTrue();
    assertThat(scenario.instances().get(0).spec().flavor()).isEqualTo(new Flavor(1, 1L << 30, 0));
    assertThat(scenario.steps().get(0).action())
        .isEqualTo(
            new Action.Request(
                Verb.REBOOT, new Target("web-1"), false, null, false, false, null, null, false));
  }

  @Test
  void readsFaultsAndWhatHealsThem() throws Exception {
    Scenario scenario =
        read(
            FLEET
                + """
                steps = [
                  { fault { operation = migrate, kind = slow, delay = 1.5 s, after = 1, at = running }, as = f }
                  { fault { kind = guest-crash, instance = web-1 } }
                  { fault { between = [hv1, hv2], kind = partition } }
                  { heal { id = f } }
                  { heal { between = [hv2, hv1] } }
                  { heal = all }
                ]
                """);

    Action.InjectFault slow = (Action.InjectFault) scenario.steps().get(0).action();
    assertThat(slow.as()).isEqualTo("f");
    assertThat(slow.fault().operation()).isEqualTo(Call.MIGRATE);
    assertThat(slow.fault().delay()).isEqualTo(Duration.ofMillis(1500));
    assertThat(slow.fault().at()).isEqualTo(MigrationPhase.RUNNING);
    assertThat(slow.fault().times()).isNull();
    Action.InjectFault partition = (Action.InjectFault) scenario.steps().get(2).action();
    assertThat(partition.fault().kind()).isEqualTo(FaultKind.PARTITION);
    assertThat(healing(scenario, 3)).isEqualTo(new HealSelector.Named("f"));
    assertThat(((HealSelector.Matching) healing(scenario, 4)).matches(partition.fault())).isTrue();
    assertThat(((HealSelector.Matching) healing(scenario, 4)).matches(slow.fault())).isFalse();
    assertThat(healing(scenario, 5)).isEqualTo(new HealSelector.All());
  }

  private static HealSelector healing(Scenario scenario, int index) {
    return ((Action.Heal) scenario.steps().get(index).action()).selector();
  }

  @Test
  void readsExpectationsOfEachSubject() throws Exception {
    Scenario scenario =
        read(
            FLEET
                + """
                steps = [
                  { expect { migration-of = web-1, status = "running (post-copy)", reason = none } }
                  { expect { on-host = hv1, claims = [web-2, web-1], slots-used { out = 1 }, no-leaks = true } }
                  { expect { migration-of = web-1, status = null } }
                ]
                """);

    Action.Expect first = (Action.Expect) scenario.steps().get(0).action();
    assertThat(first.expectation().migration()).isEqualTo(new MigrationReference.LatestOf("web-1"));
    assertThat(first.expectation().wanted())
        .containsEntry(ExpectKey.STATUS, "running (post-copy)")
        .containsEntry(ExpectKey.REASON, "none");
    Action.Expect second = (Action.Expect) scenario.steps().get(1).action();
    assertThat(second.expectation().wanted())
        .containsEntry(ExpectKey.CLAIMS, List.of("web-1", "web-2"))
        .containsEntry(ExpectKey.SLOTS_USED, Map.of("out", 1))
        .containsEntry(ExpectKey.NO_LEAKS, true);
    Action.Expect third = (Action.Expect) scenario.steps().get(2).action();
    assertThat(third.expectation().wanted()).containsEntry(ExpectKey.STATUS, null);
  }

  @Test
  void allowsUnknownNamesWhereARefusalIsExpected() throws Exception {
    Scenario scenario =
        read(FLEET + "steps = [ { live-migrate = web-9, to = hv9, refused = not-found } ]");

    assertThat(((Action.Request) scenario.steps().get(0).action()).refused())
        .isEqualTo(Refusal.NOT_FOUND);
  }

  @Test
  void tellsEverythingThatIsWrongInTheOrderOfTheFile() throws IOException {
    assertThat(
            problems(
                """
                hosts { hv1 { vcpus = many, memory = -1 GiB, disk = 1 TiB } }
                instances {
                  web-1 { host = hv9 }
                  web-2 { hosts = hv1 }
                  web-3 { host = hv1, vifs = 100 }
                }
                setings {}
                steps = [
                  { boot = web-1 }
                  { await = web-1 }
                ]
                """))
        .containsExactly(
            ":1: hosts.hv1.vcpus: expected a whole number, found 'many'",
            ":1: hosts.hv1.memory: must not be negative, found '-1 GiB'",
            ":3: instances.web-1.host: unknown host 'hv9' (did you mean 'hv1'? hosts: hv1)",
            ":4: instances.web-2.host: missing; the host on which it is booted, such as host = hv1",
            ":4: instances.web-2.hosts: unknown key 'hosts' (did you mean 'host'? known here: host,"
                + " vcpus, memory, disk, vifs, dirty-rate)",
            ":5: instances.web-3: instance web-3: it may have 0 to 64 VIFs, not 100",
            ":7: setings: unknown key 'setings' (did you mean 'settings'? known here: name, hosts,"
                + " instances, settings, steps)",
            ":10: steps[2].within: missing; how long to wait, such as within = 60 s");
  }

  static Stream<Arguments> wrongSteps() {
    return Stream.of(
        wrong("{ boot = web-9 }", ".boot: unknown instance 'web-9' (instances: web-1, web-2)"),
        wrong("{ live-migrate = web-1 }", ".to: missing; where to, such as to = hv2"),
        wrong("{ live-migrate = web-1, to = hv3 }", ".to: unknown host 'hv3' (hosts: hv1, hv2)"),
        wrong(
            "{ live-migrate = web-1, to = hv2, refused = no-capasity }",
            ".refused: unknown refusal 'no-capasity' (did you mean 'no-capacity'?)"),
        wrong(
            "{ live-migrate = all, to = hv2, as = m }",
            ".as: one name cannot stand for the migrations of all instances"),
        wrong(
            "{ boot = web-1, to = hv1 }",
            ".to: unknown key 'to' (known here: refused, boot, or-refused)"),
        wrong(
            "{ reboot = web-1, type = cold }",
            ".type: unknown type of reboot 'cold' (known: soft, hard)"),
        wrong(
            "{ boot = web-1, stop = web-1 }",
            ": one step does one thing, found boot and stop; steps on one line need a comma between"
                + " them"),
        wrong(
            "{ bot = web-1 }",
            ": no step is called 'bot' (did you mean 'boot'? steps: boot, start, stop, pause,"
                + " unpause, suspend, resume, delete, reboot, live-migrate, abort-migration,"
                + " force-complete-migration, resolve, disable, enable, fence, unfence, await, sleep,"
                + " fault, heal, crash, restart, expect)"),
        wrong("{ fence = hv9 }", ".fence: unknown host 'hv9' (hosts: hv1, hv2)"),
        wrong(
            "{ enable = hv1, reason = spring }",
            ".reason: unknown key 'reason' (known here: refused, enable, or-refused)"),
        wrong("boot", ": expected a step in braces, found 'boot'"),
        wrong("{ boot = [web-1] }", ".boot: expected a name, found a list"),
        wrong(
            "{ sleep = 5 parsecs }",
            ".sleep: expected a duration such as 30 s or 500 ms, found '5 parsecs'"),
        wrong("{ sleep = -5 s }", ".sleep: must not be negative, found '-5 s'"),
        wrong("{ crash = web-1 }", ".crash: unknown part 'web-1' (known: orchestrator)"),
        wrong(
            "{ restart = orchestrator }", ".restart: the orchestrator is not down; crash it first"),
        wrong("{ fault = down }", ".fault: expected an object in braces, found 'down'"),
        wrong(
            "{ fault { operation = plug-vifs } }",
            ".fault.operation: unknown operation 'plug-vifs' (did you mean 'plug-vif'?)"),
        wrong(
            "{ fault { host = hv1 } }",
            ".fault.operation: missing; a fault of kind error needs it, such as operation ="
                + " migrate, or any"),
        wrong(
            "{ fault { operation = migrate, kind = slow } }",
            ".fault.delay: missing; a fault of kind slow needs it, such as delay = 5 s"),
        wrong(
            "{ fault { operation = migrate, delay = 5 s } }",
            ".fault.delay: has no meaning for a fault of kind error"),
        wrong(
            "{ fault { kind = down } }",
            ".fault.host: missing; a fault of kind down needs it, such as host = hv1"),
        wrong(
            "{ fault { kind = down, host = hv1, after = 2 } }",
            ".fault.after: has no meaning for a fault of kind down"),
        wrong(
            "{ fault { kind = down, host = hv1, operation = migrate, at = post } }",
            ".fault.at: the fault waits for a call already; leave out one of operation and at"),
        wrong(
            "{ fault { kind = guest-crash, instance = web-1, operation = pause } }",
            ".fault.operation: has no meaning for a fault of kind guest-crash"),
        wrong(
            "{ fault { kind = guest-crash, instance = web-1, times = 2 } }",
            ".fault.times: has no meaning for a fault of kind guest-crash"),
        wrong(
            "{ fault { kind = partition, between = [hv1, hv1] } }",
            ".fault.between: expected two different hosts, such as between = [hv1, hv2]"),
        wrong(
            "{ fault { operation = journal-write, host = hv1 } }",
            ".fault.host: a journal write is made on no host; name an instance, or nothing"),
        wrong(
            "{ fault { operation = migrate, kind = rejected } }",
            ".fault.kind: only a journal rejects; write operation = journal-write"),
        wrong("{ heal = hv1 }", ".heal: unknown selection 'hv1' (known: all)"),
        wrong("{ heal { id = f } }", ".heal.id: unknown fault 'f' (there are no named before)"),
        wrong("{ heal {} }", ".heal: says nothing; write heal = all to heal everything"),
        wrong(
            "{ expect { instance = web-1 } }",
            ".expect: expects nothing; keys: host, vm-state, task-state, power-state, fault,"
                + " running-copies"),
        wrong(
            "{ expect { instance = web-1, vm_state = active } }",
            ".expect.vm_state: unknown key 'vm_state' (did you mean 'vm-state'?)"),
        wrong(
            "{ expect { instance = web-1, power-state = runing } }",
            ".expect.power-state: unknown power state 'runing' (did you mean 'running'? known:"
                + " nostate, running, paused, shutdown, crashed, suspended)"),
        wrong(
            "{ expect { instance = web-1, status = failed } }",
            ".expect.status: needs migration-of or migration beside it"),
        wrong(
            "{ expect { migration-of = web-1, post = 2 } }",
            ".expect.post: is 0 or 1: whether the hook was delivered; its calls are post-calls"),
        wrong(
            "{ expect { migration = m, post = 1 } }",
            ".expect.migration: unknown migration 'm' (there are no named before)"),
        wrong(
            "{ expect { on-host = hv1, guests = web-1 } }",
            ".expect.guests: expected a list of instances in brackets, found 'web-1'"),
        wrong(
            "{ expect { no-leaks = false } }",
            ".expect.no-leaks: unknown value 'false' (known: true)"),
        wrong(
            "{ expect { guarantees = true }, within = 5 s }",
            ".within: guarantees are checked once, when all is quiet; await or sleep before"),
        wrong(
            "{ boot = web-1, refused = conflict, or-refused = true }",
            ".or-refused: says that a refusal is fine, and refused that it must be; leave one out"),
        wrong(
            "{ crash = orchestrator, after-messages = 0 }",
            ".after-messages: must be at least 1, found 0"));
  }

  private static Arguments wrong(String step, String... problems) {
    return Arguments.of(step, List.of(problems));
  }

  @ParameterizedTest
  @MethodSource("wrongSteps")
  void tellsWhatIsWrongWithAStepAndWhatWouldBeRight(String step, List<String> expected)
      throws IOException {
    assertThat(problems(FLEET + "steps = [\n" + step + "\n]"))
        .containsExactlyElementsOf(
            expected.stream().map(problem -> ":7: steps[1]" + problem).toList());
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        wrong(
            "vif-plug.atempts = 5",
            ".vif-plug.atempts: there is no setting 'vif-plug.atempts' (did you mean"
                + " vif-plug.attempts?)"),
        wrong(
            "plug.attempts = 5",
            ".plug.attempts: there is no setting 'plug.attempts' (did you mean vif-plug.attempts?)"),
        wrong("zoom = 5", ".zoom: there is no setting 'zoom'; reference.conf lists them all"),
        wrong(
            "vif-plug.attempts = often",
            ".vif-plug.attempts: expected a whole number, found 'often'"),
        wrong("vif-plug.attempts = -1", ".vif-plug.attempts: must be at least 0, found -1"),
        wrong("vif-plug.attempts = 1001", ": 'attempts' is too large"),
        wrong(
            "migration.timeout = soon",
            ".migration.timeout: expected a duration such as 30 s or 500 ms, found 'soon'"),
        wrong(
            "migration.bandwidth-limit = wide",
            ".migration.bandwidth-limit: expected a size such as 64 GiB, found 'wide'"),
        wrong(
            "migration.post-copy = maybe",
            ".migration.post-copy: expected true or false, found 'maybe'"),
        wrong("vif-plug = 5", ".vif-plug: expected an object in braces, found '5'"),
        wrong("debugger {}", ".debugger: expected a value, found an object in braces"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void tellsSettingsThatThereAreNotAndValuesOfTheWrongKind(String setting, List<String> expected)
      throws IOException {
    assertThat(problems(FLEET + "steps = [ { boot = all } ]\nsettings { " + setting + " }"))
        .containsExactlyElementsOf(
            expected.stream().map(problem -> ":7: settings" + problem).toList());
  }

  static Stream<Arguments> brokenFiles() {
    return Stream.of(
        Arguments.of(" \n", ": the file is empty; a scenario has name, hosts, instances and steps"),
        Arguments.of(
            FLEET + "steps = [ { boot =",
            ":6: the file ends before everything that it opens is closed: a }, a ] or a quote is"
                + " missing"),
        Arguments.of(
            FLEET + "steps = [ { boot = \"web-1",
            ":6: the file ends before everything that it opens is closed: a }, a ] or a quote is"
                + " missing"),
        Arguments.of("[1, 2]", ":1: a scenario is an object with keys, not a list"),
        Arguments.of("name = ${nobody}", ":1: nothing to put in: ${nobody}"),
        Arguments.of(
            "a = 1\nb = }", ":2: not valid HOCON: Expecting a value but got wrong token: '}'"),
        Arguments.of("a\u0000b", ": is not a text file in UTF-8"),
        Arguments.of("x = " + "[".repeat(200_000), ": nested too deeply to be read"));
  }

  @ParameterizedTest
  @MethodSource("brokenFiles")
  void tellsAFileThatIsNoScenarioInOneLine(String text, String expected) throws IOException {
    assertThat(problems(text)).containsExactly(expected);
  }

  @Test
  void tellsFilesThatCannotBeRead() throws IOException {
    Path noise = folder.resolve("noise.conf");
    Files.write(noise, new byte[] {(byte) 0xC3, 0x28, 7, (byte) 0xFF});
    Path large = folder.resolve("large.conf");
    Files.writeString(large, "#".repeat(ScenarioFile.MOST_BYTES + 1));

    assertThat(problemsOf(folder.resolve("none.conf"))).containsExactly(": no such file");
    assertThat(problemsOf(folder)).containsExactly(": is a directory; name the files in it");
    assertThat(problemsOf(noise)).containsExactly(": is not a text file in UTF-8");
    assertThat(problemsOf(large))
        .containsExactly(": is too large for a scenario (more than 4 MiB)");
    assertThat(problemsOf(Path.of("/dev/zero"))).containsExactly(": is not a regular file");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("x.conf"), text);
  }

  private Scenario read(String text) throws Exception {
    return new ScenarioReader(CHECK).read(write(text).toString());
  }

  private List<String> problems(String text) throws IOException {
    return problemsOf(write(text));
  }

  private static List<String> problemsOf(Path file) {
    InvalidScenarioException failure =
        catchThrowableOfType(
            InvalidScenarioException.class, () -> new ScenarioReader(CHECK).read(file.toString()));
    return failure.problems().stream()
        .map(problem -> problem.toString().substring(file.toString().length()))
        .toList();
  }
}
