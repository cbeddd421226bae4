package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.ManualTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScaledTimelineTest {
  private final ManualTimeline real = new ManualTimeline();
  private final Timeline tenfold = new ScaledTimeline(real, 10);

  @Test
  void thingsTakeATenthOfTheTimeAndSeemToTakeAllOfIt() {
    Duration begin = tenfold.elapsed();
    Duration realBegin = real.elapsed();
    List<String> done = new ArrayList<>();

    tenfold.after(Duration.ofSeconds(30), () -> done.add("it"));
    real.step();

    assertThat(done).containsExactly("it");
    assertThat(real.elapsed().minus(realBegin)).isEqualTo(Duration.ofSeconds(3));
    assertThat(tenfold.elapsed().minus(begin)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theWallClockIsAsItIs() {
    assertThat(tenfold.now()).isEqualTo(real.now());
  }

  @Test
  void whatIsTakenBackDoesNotHappen() {
    List<String> done = new ArrayList<>();

    tenfold.after(Duration.ofSeconds(1), () -> done.add("it")).cancel();
    real.step();

    assertThat(done).isEmpty();
  }

  @Test
  void aSpeedIsPositiveAndFinite() {
    for (double speed : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new ScaledTimeline(real, speed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a speed is positive and finite");
    }
  }
}
