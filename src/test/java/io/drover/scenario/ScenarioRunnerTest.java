package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.ConfigFactory;
import io.drover.scenario.RunOptions.HypervisorKind;
import io.drover.scenario.RunOptions.TimeKind;
import io.drover.scenario.format.ScenarioReader;
import io.drover.scenario.format.SettingsCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioRunnerTest {

  private static final String FLEET =
      """
      hosts {
        hv1 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
        hv2 { vcpus = 16, memory = 64 GiB, disk = 1 TiB }
        tiny { vcpus = 1, memory = 1 GiB, disk = 1 TiB }
      }
      instances {
        web-1 { host = hv1, vcpus = 2, memory = 4 GiB, disk = 20 GiB, vifs = 1, dirty-rate = 100 MiB/s }
        web-2 { host = hv1, vcpus = 2, memory = 2 GiB }
      }
      """;

  private static final String BOOT =
      """
      { boot = all }
      { await = all, within = 60 s }
      """;

  private static final String CRASH =
      BOOT
          + """
          { live-migrate = web-1, to = hv2, as = move }
          { expect { migration = move, status = running, within = 5 s } }
          { crash = orchestrator }
          { stop = web-1, refused = unavailable }
          { expect { instance = web-1, running-copies = 1, host = hv1 } }
          { await = web-1, within = 60 s }
          { expect { on-host = hv2, guests = [web-1], vifs = 1 } }
          { restart = orchestrator }
          { await = all, within = 60 s }
          { expect { migration = move, status = completed, post = 1, post-calls = 1, recover-calls = 0 } }
          { expect { instance = web-1, host = hv2, running-copies = 1 } }
          { expect { no-leaks = true } }
          """;

  private static final String ARMED =
      BOOT
          + """
          { crash = orchestrator, after-messages = %d }
          { live-migrate = web-1, to = hv2, or-refused = true }
          { sleep = 1 s }
          { restart = orchestrator }
          { await = all, within = 120 s }
          { sleep = 60 s }
          { expect { guarantees = true } }
          """;

  @TempDir private Path folder;

  private final Told told = new Told();

  @Test
  void aFailedPlugIsRetriedThenTheInstanceMoves() throws Exception {
    RunSummary summary =
        play(
            BOOT
                + """
                { fault { operation = plug-vif, host = hv2, times = 2 } }
                { live-migrate = web-1, to = hv2 }
                { await = web-1, within = 60 s }
                { expect { instance = web-1, host = hv2, vm-state = active, task-state = none, power-state = running } }
                { expect { migration-of = web-1, status = completed, post = 1, recover = 0, attempts = 3 } }
                { expect { on-host = hv2, claims = [web-1], guests = [web-1], vifs = 1, slots-used { out = 0, in = 0 } } }
                { expect { no-leaks = true } }
                """);

    assertThat(told.failures()).isEmpty();
    assertThat(summary.ok()).isTrue();
    assertThat(summary.expectations()).isEqualTo(6);
    assertThat(summary.virtual()).isGreaterThan(Duration.ofSeconds(4));
    assertThat(told.instances)
        .extracting(view -> view.spec().name())
        .containsExactly("web-1", "web-2");
  }

  @Test
  void theOrchestratorDiesAndGoesOnWhereItWas() throws Exception {
    RunSummary summary = play(CRASH);

    assertThat(told.failures()).containsExactly(entry(8, "at-rest should be true and is false"));
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(told.verdict(8).actual())
        .containsEntry("pending", Map.of("web-1", "migration running"));
    assertThat(told.between(7, 8)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void oneSeedTellsTheSameTwiceAndAnotherComesToTheSameVerdicts() throws Exception {
    play(CRASH, 7, TimeKind.VIRTUAL);
    Told same = new Told();
    ScenarioRunner.run(read(CRASH), options(7, TimeKind.VIRTUAL, ""), same);
    Told other = new Told();
    ScenarioRunner.run(read(CRASH), options(8, TimeKind.VIRTUAL, ""), other);

    assertThat(same.events).isEqualTo(told.events);
    assertThat(same.verdicts).isEqualTo(told.verdicts);
    assertThat(other.events).isNotEqualTo(told.events);
    assertThat(other.verdicts).isEqualTo(told.verdicts);
  }

  @Test
  void pacedTimeTellsTheSameAsVirtualTime() throws Exception {
    play(BOOT, 1, TimeKind.VIRTUAL);
    Told paced = new Told();

    ScenarioRunner.run(
        read(BOOT),
        new RunOptions(HypervisorKind.SIMULATED, TimeKind.REAL, 1000, 1, ConfigFactory.empty()),
        paced);

    assertThat(paced.events).isEqualTo(told.events);
    assertThat(paced.verdicts).isEqualTo(told.verdicts);
  }

  @Test
  void refusalsAreAnswersThatCanBeExpected() throws Exception {
    RunSummary summary =
        play(
            """
            { start = web-1, refused = not-found }
            { live-migrate = web-9, to = hv9, refused = not-found }
            """
                + BOOT
                + """
                { boot = web-1, refused = conflict }
                { start = all, refused = invalid-state }
                { live-migrate = web-1, to = hv1, refused = same-host }
                { live-migrate = web-1, to = tiny, refused = no-capacity }
                { live-migrate = web-1, to = hv9, refused = not-found }
                { live-migrate = web-1, to = hv2, block-migration = true, refused = not-supported }
                { abort-migration = web-1, refused = invalid-state }
                { expect { migration-of = web-1, status = null } }
                """);

    assertThat(told.failures()).isEmpty();
    assertThat(summary.expectations()).isEqualTo(11);
  }

  @Test
  void anUnexpectedAnswerIsAFailedExpectationAndStopsNothing() throws Exception {
    RunSummary summary =
        play(
            """
            { await = web-1, within = 1 s }
            { stop = web-1 }
            { boot = all, refused = busy }
            { await = all, within = 60 s }
            { live-migrate = web-1, to = hv1, refused = busy }
            { expect { instance = web-1, vm-state = active } }
            """);

    assertThat(told.failures())
        .containsExactly(
            entry(1, "at-rest should be true and is false"),
            entry(2, "refused should be null and is not-found"),
            entry(3, "refused should be busy and is null"),
            entry(5, "refused should be busy and is same-host"));
    assertThat(told.verdict(1).actual()).containsEntry("pending", Map.of("web-1", "not-found"));
    assertThat(summary.expectations()).isEqualTo(6);
    assertThat(summary.failed()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ fault { kind = down, host = hv2, at = running } }",
        "{ fault { kind = down, host = hv2, instance = web-1, at = running } }",
        "{ fault { kind = partition, between = [hv2, hv1], at = running } }",
        "{ fault { operation = migrate, host = hv1, at = running } }"
      })
  void aFaultTiedToAStretchStrikesTheMigrationThatIsThere(String fault) throws Exception {
    play(
        BOOT
            + fault
            + """

            { live-migrate = web-1, to = hv2 }
            { await = all, within = 10 m }
            { expect { migration-of = web-1, status = failed, recover = 1, post = 0 } }
            { expect { instance = web-1, host = hv1, running-copies = 1 } }
            """);

    assertThat(told.failures()).isEmpty();
  }

  @Test
  void aFaultTiedToTheMigrationOfAnotherInstanceDoesNotStrike() throws Exception {
    play(
        BOOT
            + """
            { fault { kind = down, host = hv2, instance = web-2, at = running } }
            { live-migrate = web-1, to = hv2 }
            { await = all, within = 60 s }
            { expect { migration-of = web-1, status = completed } }
            """);

    assertThat(told.failures()).isEmpty();
  }

  @Test
  void hooksFailAsTheFaultsSayAndCountTheirCalls() throws Exception {
    play(
        BOOT
            + """
            { fault { operation = post-hook, times = 1 }, as = once }
            { live-migrate = web-1, to = hv2, as = first }
            { await = web-1, within = 60 s }
            { expect { migration = first, post = 1, post-calls = 2, recover = 0, recover-calls = 0 } }
            { fault { operation = post-hook, kind = lost-answer } }
            { live-migrate = web-1, to = hv1 }
            { await = web-1, within = 10 m }
            { expect { migration-of = web-1, status = completed, post = 0, post-calls = 5 } }
            { heal = all }
            { fault { operation = post-hook, kind = slow, delay = 4 s } }
            { live-migrate = web-1, to = hv2 }
            { expect { migration-of = web-1, status = completed, post = 0, post-calls = 1 }, within = 60 s }
            { await = web-1, within = 60 s }
            { expect { migration-of = web-1, post = 1, post-calls = 1 } }
            """);

    assertThat(told.failures()).isEmpty();
  }

  @Test
  void aNamedFaultIsHealedWithoutTheOthers() throws Exception {
    play(
        """
        { fault { operation = create }, as = broken }
        { fault { kind = guest-stuck, instance = web-2 } }
        { heal { id = broken } }
        { boot = all }
        { await = web-1, within = 60 s }
        { expect { instance = web-1, vm-state = active } }
        { sleep = 10 s }
        { expect { instance = web-2, vm-state = building } }
        { heal { kind = guest-stuck } }
        { await = web-2, within = 60 s }
        { expect { instance = web-2, vm-state = active } }
        """);

    assertThat(told.failures()).isEmpty();
  }

  @Test
  void anExpectationWithATimeHoldsFromTheFirstMomentOnAtWhichAllOfItDoes() throws Exception {
    play(
        BOOT
            + """
            { stop = web-2 }
            { expect { on-host = hv1, guests = [web-1], claims = [web-1, web-2] }, within = 30 s }
            { expect { instance = web-2, vm-state = paused }, within = 3 s }
            """);

    assertThat(told.failures()).containsOnlyKeys(5);
    Duration guestGone = told.between(2, 4);
    assertThat(guestGone).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1100));
    assertThat(told.between(4, 5)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void settingsOfTheRunBeatThoseOfTheScenario() throws Exception {
    String steps =
        BOOT
            + """
            { fault { operation = plug-vif, host = hv2 } }
            { live-migrate = web-1, to = hv2 }
            { await = web-1, within = 60 s }
            { expect { migration-of = web-1, status = failed, reason = vif-plug, attempts = 2 } }
            """;
    Scenario scenario = read(steps, "settings { vif-plug.attempts = 4 }");

    ScenarioRunner.run(scenario, options(1, TimeKind.VIRTUAL, "vif-plug.attempts = 2"), told);

    assertThat(told.failures()).isEmpty();
  }

  @Test
  void anArmedCrashStrikesInWhateverStepThatIsAndTheGuaranteesHold() throws Exception {
    for (int messages = 1; messages < 400; messages += 23) {
      ScenarioRun run = playAll(ARMED.formatted(messages), 3);

      assertThat(run.violations()).as("after %d messages", messages).isEmpty();
      assertThat(told.failures()).as("after %d messages", messages).isEmpty();
      assertThat(run.accepted() + run.cut()).isEqualTo(3);
      assertThat(run.coverage().met().keySet())
          .extracting(Coverage.Meeting::fault)
          .contains("orchestrator crash");
    }
  }

  @Test
  void aRequestThatACrashCutsIsUnavailable() throws Exception {
    ScenarioRun run =
        playAll(
            BOOT
                + """
                { crash = orchestrator, after-messages = 1 }
                { live-migrate = web-1, to = hv2, refused = unavailable }
                { restart = orchestrator }
                { await = all, within = 60 s }
                { expect { guarantees = true } }
                """,
            1);

    assertThat(told.failures()).isEmpty();
    assertThat(run.cut()).isEqualTo(1);
    assertThat(told.events).anyMatch(event -> event.contains("crashed before it answered"));
    assertThat(told.events).anyMatch(event -> event.contains("orchestrator {state=crashed}"));
  }

  @Test
  void aCrashThatHasNotStruckStrikesBeforeTheRestart() throws Exception {
    playAll(
        BOOT
            + """
            { crash = orchestrator, after-messages = 1000000 }
            { stop = web-2 }
            { restart = orchestrator }
            { await = all, within = 60 s }
            { expect { instance = web-2, vm-state = stopped } }
            { expect { guarantees = true } }
            """,
        1);

    assertThat(told.failures()).isEmpty();
    assertThat(told.events).filteredOn(event -> event.contains("orchestrator {")).hasSize(2);
  }

  @Test
  void aRefusalIsAsGoodAsAcceptanceWhereTheScenarioSaysSo() throws Exception {
    ScenarioRun run =
        playAll(
            BOOT
                + """
                { start = all, or-refused = true }
                { stop = web-2, or-refused = true }
                """,
            1);

    assertThat(run.summary().ok()).isTrue();
    assertThat(run.summary().expectations()).isEqualTo(1);
    assertThat(run.refused()).isEqualTo(2);
    assertThat(run.accepted()).isEqualTo(3);
  }

  @Test
  void guaranteesDoNotHoldWhileSomethingIsUnderWay() throws Exception {
    ScenarioRun run = playAll(BOOT + "{ stop = web-2 }\n{ expect { guarantees = true } }\n", 1);

    assertThat(run.summary().ok()).isFalse();
    assertThat(run.violations()).anyMatch(found -> found.summary().startsWith("G6 "));
    assertThat(told.failures()).containsOnlyKeys(4);
    assertThat(told.events).anyMatch(event -> event.contains("violation {guarantee=G6, who=web-2"));
  }

  @Test
  void faultsAreCountedWithTheStatesThatTheyMet() throws Exception {
    ScenarioRun run =
        playAll(
            BOOT
                + """
                { fault { operation = plug-vif, host = hv2, times = 1 } }
                { live-migrate = web-1, to = hv2 }
                { await = all, within = 60 s }
                { fault { kind = unreachable, host = hv2 } }
                """,
            1);

    assertThat(run.coverage().met())
        .containsEntry(new Coverage.Meeting("plug-vif error", "migration preparing"), 1)
        .containsEntry(new Coverage.Meeting("host unreachable", "idle active"), 1);
    assertThat(run.coverage().plus(run.coverage()).met())
        .containsEntry(new Coverage.Meeting("plug-vif error", "migration preparing"), 2);
    assertThat(run.messages()).isPositive();
  }

  private ScenarioRun playAll(String steps, long seed) throws Exception {
    return ScenarioRunner.play(read(steps), options(seed, TimeKind.VIRTUAL, ""), told);
  }

  private RunSummary play(String steps) throws Exception {
    return play(steps, 1, TimeKind.VIRTUAL);
  }

  private RunSummary play(String steps, long seed, TimeKind time) throws Exception {
    return ScenarioRunner.run(read(steps), options(seed, time, ""), told);
  }

  private static RunOptions options(long seed, TimeKind time, String settings) {
    return new RunOptions(
        HypervisorKind.SIMULATED, time, 1, seed, ConfigFactory.parseString(settings));
  }

  private Scenario read(String steps) throws Exception {
    return read(steps, "");
  }

  private Scenario read(String steps, String more) throws Exception {
    Path file = folder.resolve("x.conf");
    Files.writeString(file, FLEET + more + "\nsteps = [\n" + steps + "]\n");
    SettingsCheck check =
        new SettingsCheck(ConfigFactory.defaultReference().getConfig("drover"), any -> {});
    return new ScenarioReader(check).read(file.toString());
  }
}
