package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoryTest {

  private final Story story = new Story();

  @Test
  void tellsAnInstanceWithoutWhatGoesWithoutSaying() {
    assertThat(tell(EventKind.INSTANCE, "hv1", "active", "none", "running", null))
        .isEqualTo("web-1: active on hv1");
    assertThat(tell(EventKind.INSTANCE, "hv1", "active", "rebooting", "crashed", "timeout"))
        .isEqualTo("web-1: active on hv1, task rebooting, power crashed, fault timeout");
  }

  @Test
  void tellsARefusalButNotAnAcceptance() {
    assertThat(tell(EventKind.ANSWER, "boot", true, null, null)).isEmpty();
    assertThat(tell(EventKind.ANSWER, "boot", false, "busy", "too much to do"))
        .isEqualTo("web-1: boot refused, busy: too much to do");
  }

  @Test
  void tellsTheEndOfAMigrationWithItsReasonAndItsLeftovers() {
    assertThat(
            tell(
                EventKind.MIGRATION_STATUS,
                "error",
                "transfer",
                "m",
                "hv1",
                "hv2",
                List.of("a VIF on hv2")))
        .isEqualTo(
            "web-1: migration from hv1 to hv2 is error: transfer, left over: [a VIF on hv2]");
  }

  @Test
  void tellsATransferWhenItBeginsAnotherRound() {
    assertThat(progress(3, 1)).contains("3 B of 4 B left, round 1");
    assertThat(progress(2, 1)).isEmpty();
    assertThat(progress(3, 2)).contains("round 2");
  }

  @Test
  void tellsDisksWhenTheirSumChanges() {
    assertThat(tell(EventKind.DISK_OVER_COMMIT, "hv1", 0L, 1, 0)).isEmpty();
    assertThat(tell(EventKind.DISK_OVER_COMMIT, "hv1", 1L << 30, 1, 0))
        .endsWith("hv1: disks may grow by 1 GiB (guests: 1, skipped: 0)");
    assertThat(tell(EventKind.DISK_OVER_COMMIT, "hv1", 1L << 30, 2, 0)).isEmpty();
  }

  @Test
  void hasASentenceForEachKindOfEvent() {
    for (EventKind kind : EventKind.values()) {
      @Nullable Object[] values = new @Nullable Object[kind.fields().length];
      assertThat(story.sentence(Event.of(Duration.ZERO, "web-1", kind, values))).isNotNull();
    }
  }

  private String progress(long left, long round) {
    return tell(EventKind.MIGRATION_PROGRESS, left, 4L, round, 1L, 0L, Duration.ofMillis(50), "m");
  }

  private String tell(EventKind kind, @Nullable Object... values) {
    return story.sentence(Event.of(Duration.ZERO, "web-1", kind, values)).orElse("");
  }
}
