package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.scenario.Scenario;
import io.drover.scenario.ScenarioRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A search on random scenarios with one more checker, to which a migration that succeeds is wrong.
 */
class SearchTest {

  private static final Pattern REPLAY =
      Pattern.compile("replay: scripts/drover run --seed (\\d+) (\\S+)");

  @TempDir Path folder;

  @Test
  void whatIsWrongIsFoundMadeSmallAndShownAgainByItsFileAndSeed() throws Exception {
    Stream<Case> cases =
        LongStream.rangeClosed(1, 12)
            .mapToObj(seed -> new Case("random", seed, RandomScenario.of(seed)));
    StringWriter told = new StringWriter();

    Tally tally = new Explorer(2, SearchTest::play, progress -> {}).explore(cases.iterator(), null);
    new Report(new PrintWriter(told), folder, SearchTest::play).tell(tally);

    assertThat(tally.failed()).isPositive();
    Matcher replay = REPLAY.matcher(told.toString());
    assertThat(replay.find()).isTrue();
    long seed = Long.parseLong(replay.group(1));
    Scenario small = read(Path.of(replay.group(2)));
    Scenario whole = RandomScenario.of(seed);
    assertThat(small.steps()).hasSizeLessThan(whole.steps().size());
    // A boot and a migration, before the quiet end.
    assertThat(Draft.of(small).body()).hasSizeLessThanOrEqualTo(4);
    assertThat(play(new Case("again", seed, small)).findings())
        .first()
        .satisfies(finding -> assertThat(told.toString()).contains(finding.text()));
  }

  @Test
  void oneSeedGivesOneResult() {
    for (long seed = 20; seed < 24; seed++) {
      Case one = new Case("random", seed, RandomScenario.of(seed));
      ScenarioRun first = Optional.ofNullable(CaseRun.of(one).run()).orElseThrow();
      ScenarioRun second = Optional.ofNullable(CaseRun.of(one).run()).orElseThrow();

      assertThat(second.messages()).isEqualTo(first.messages());
      assertThat(second.instances()).isEqualTo(first.instances());
      assertThat(second.coverage()).isEqualTo(first.coverage());
      assertThat(second.violations()).isEqualTo(first.violations());
    }
  }

  private static CaseRun play(Case tried) {
    CaseRun real = CaseRun.of(tried);
    List<Finding> findings = new ArrayList<>();
    List<InstanceView> instances =
        Optional.ofNullable(real.run()).map(ScenarioRun::instances).orElse(List.of());
    for (InstanceView view : instances) {
      view.migrations().stream()
          .filter(migration -> migration.status() == MigrationStatus.COMPLETED)
          .map(migration -> view.spec().name() + " has moved to " + migration.destination())
          .forEach(text -> findings.add(new Finding("moved", text)));
    }
    return new CaseRun(tried, real.run(), findings);
  }

  private static Scenario read(Path file) throws Exception {
    assertThat(Files.readString(file)).contains("steps = [");
    return ScenarioFiles.read(file);
  }
}
