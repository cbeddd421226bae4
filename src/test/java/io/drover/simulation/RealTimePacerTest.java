package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealTimePacerTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final List<Long> parked = new ArrayList<>();
  private long realNanos = 42;

  @Test
  void waitsForEachMomentAtTheGivenSpeed() {
    VirtualTimeline timeline = new VirtualTimeline(1, pacer(10), 100);
    timeline.after(Duration.ofSeconds(5), () -> {});

    timeline.advance(Duration.ofSeconds(20));

    assertThat(parked).containsExactly(SECOND / 2, SECOND * 3 / 2);
  }

  @Test
  void catchesUpWithWorkThatTookLonger() {
    VirtualTimeline timeline = new VirtualTimeline(1, pacer(1), 100);
    timeline.after(Duration.ofSeconds(1), () -> realNanos += 5 * SECOND);
    timeline.after(Duration.ofSeconds(2), () -> {});

    timeline.advance(Duration.ofSeconds(10));

    assertThat(parked).containsExactly(SECOND, 4 * SECOND);
  }

  @Test
  void waitsAgainWhenWokenTooEarly() {
    VirtualTimeline timeline =
        new VirtualTimeline(
            1,
            new RealTimePacer(
                1,
                () -> realNanos,
                nanos -> {
                  parked.add(nanos);
                  realNanos += SECOND;
                }),
            100);

    timeline.advance(Duration.ofSeconds(3));

    assertThat(parked).containsExactly(3 * SECOND, 2 * SECOND, SECOND);
  }

  @Test
  void anInterruptEndsTheWaitAndTheRunAtOnce() {
    VirtualTimeline timeline =
        new VirtualTimeline(
            1,
            new RealTimePacer(
                1,
                () -> realNanos,
                nanos -> {
                  parked.add(nanos);
                  Thread.currentThread().interrupt();
                }),
            100);

    assertThatThrownBy(() -> timeline.advance(Duration.ofHours(1)))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(parked).hasSize(1);
    assertThat(timeline.elapsed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesASpeedAtWhichTimeCannotPass(double speed) {
    assertThatThrownBy(() -> Pacer.realTime(speed)).isInstanceOf(IllegalArgumentException.class);
  }

  private Pacer pacer(double speed) {
    return new RealTimePacer(
        speed,
        () -> realNanos,
        nanos -> {
          parked.add(nanos);
          realNanos += nanos;
        });
  }
}
