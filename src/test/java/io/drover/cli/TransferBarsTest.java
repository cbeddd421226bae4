package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferBarsTest {

  private final TransferBars bars = new TransferBars();

  @Test
  void showsABarForEachRunningMigrationInOrderOfName() {
    bars.take(status("web-10", "running"));
    bars.take(status("web-1", "running"));
    bars.take(progress("web-10", 1L << 30));

    assertThat(bars.lines())
        .containsExactly(
            "web-1   hv1 to hv2  [........................]   0 %  running",
            "web-10  hv1 to hv2  [##################......]  75 %  1 GiB of 4 GiB left, round 2,"
                + " 512 MiB/s, pause at most 100 ms");
  }

  @Test
  void takesABarAwayWhenItsTransferIsOver() {
    assertThat(bars.take(status("web-1", "running"))).isTrue();
    assertThat(bars.take(status("web-1", "running (post-copy)"))).isTrue();
    assertThat(bars.lines()).hasSize(1);

    assertThat(bars.take(status("web-1", "completed"))).isTrue();

    assertThat(bars.lines()).isEmpty();
  }

  @Test
  void hasNothingToDoWithOtherEvents() {
    assertThat(bars.take(status("web-1", "queued"))).isFalse();
    assertThat(bars.take(progress("web-1", 5))).isFalse();
    assertThat(bars.lines()).isEmpty();
  }

  private static Event status(String instance, String status) {
    return Event.of(
        Duration.ZERO,
        instance,
        EventKind.MIGRATION_STATUS,
        status,
        null,
        "m",
        "hv1",
        "hv2",
        List.of());
  }

  private static Event progress(String instance, long left) {
    return Event.of(
        Duration.ZERO,
        instance,
        EventKind.MIGRATION_PROGRESS,
        left,
        4L << 30,
        2L,
        512L << 20,
        0L,
        Duration.ofMillis(100),
        "m");
  }
}
