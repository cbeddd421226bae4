package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DowntimeStepsTest {
  private static final Duration DOWNTIME = Duration.ofMillis(500);
  private static final Duration DELAY = Duration.ofSeconds(75);

  private static DowntimeSteps novas(long gib) {
    return DowntimeSteps.of(DOWNTIME, 10, DELAY, gib);
  }

  @Test
  void aGuestOf2GibIsAllowedNovasDowntimesAtNovasTimes() {
    List<Long> downtimes =
        novas(2).steps().stream().map(step -> step.downtime().toMillis()).toList();
    List<Long> seconds = novas(2).steps().stream().map(step -> step.after().toSeconds()).toList();

    assertThat(downtimes)
        .containsExactly(50L, 95L, 140L, 185L, 230L, 275L, 320L, 365L, 410L, 455L, 500L);
    assertThat(seconds)
        .containsExactly(0L, 150L, 300L, 450L, 600L, 750L, 900L, 1050L, 1200L, 1350L, 1500L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 50",
    "149999, 50",
    "150000, 50",
    "150001, 95",
    "300001, 140",
    "1500000, 455",
    "1500001, 500",
    "86400000, 500"
  })
  void aStepIsTakenWhenItsTimeHasPassed(long elapsedMillis, long downtimeMillis) {
    assertThat(novas(2).at(Duration.ofMillis(elapsedMillis)))
        .isEqualTo(Duration.ofMillis(downtimeMillis));
  }

  @Test
  void theStepsOfALargerGuestLastLonger() {
    assertThat(novas(8).steps().get(1)).isEqualTo(step(600, 95));
    assertThat(novas(8).steps().get(10)).isEqualTo(step(6000, 500));
  }

  @Test
  void fractionsOfAMillisecondAreDropped() {
    DowntimeSteps thirds = DowntimeSteps.of(Duration.ofMillis(100), 3, Duration.ofSeconds(3), 2);

    assertThat(thirds.steps())
        .containsExactly(step(0, 33), step(6, 55), step(12, 77), step(18, 100));
  }

  private static DowntimeSteps.Step step(long afterSeconds, long downtimeMillis) {
    return new DowntimeSteps.Step(
        Duration.ofSeconds(afterSeconds), Duration.ofMillis(downtimeMillis));
  }
}
