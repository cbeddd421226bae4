package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every fault at every call of every operation, and a crash wherever it can make a difference. */
class ExhaustiveTest {

  /** The search tries every boundary when it is asked to be exhaustive. */
  private static final int STRIDE = 4;

  private static final List<ExhaustiveScenarios> OPERATIONS = ExhaustiveScenarios.all();

  @Test
  void noSingleFaultAndNoCrashViolatesAGuarantee() {
    Stream<Case> cases =
        Stream.concat(
            OPERATIONS.stream().flatMap(ExhaustiveScenarios::singles),
            OPERATIONS.stream().flatMap(operation -> operation.crashes(STRIDE)));

    Tally tally = new Explorer(2, CaseRun::of, progress -> {}).explore(cases.iterator(), null);

    tally.lines().forEach(System.out::println);
    assertThat(tally.distinct())
        .extracting(run -> run.tried().scenario().name() + "\n" + run.findings().get(0).text())
        .isEmpty();
    assertThat(tally.runs().get("singles")).isGreaterThan(1_500);
    assertThat(tally.runs().get("crashes")).isGreaterThan(700);
  }

  @Test
  void aCrashFollowsEveryMessage() {
    for (ExhaustiveScenarios operation : OPERATIONS) {
      assertThat(operation.crashes()).hasSize(operation.messages());
      assertThat(operation.crashes().toList()).containsAll(operation.crashes(STRIDE).toList());
    }
  }

  @Test
  void pairsAreAllThereAre() {
    for (ExhaustiveScenarios operation : OPERATIONS) {
      long singles = operation.singles().count();
      assertThat(operation.pairs().count()).isEqualTo(singles * (singles - 1) / 2);
    }
  }

  @Test
  void aSampleIsOfTheSizeThatIsAskedForAndTheSameEachTime() {
    ExhaustiveScenarios migration =
        OPERATIONS.stream()
            .filter(each -> each.operation().equals("live migration"))
            .findFirst()
            .orElseThrow();
    List<Case> sample = migration.faultsWithCrash(20).toList();

    assertThat(sample).hasSize(20).isEqualTo(migration.faultsWithCrash(20).toList());
  }
}
