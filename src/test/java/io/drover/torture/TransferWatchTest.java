package io.drover.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferWatchTest {
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final MigrationId MOVE = new MigrationId("m-1");

  private final TransferWatch watch = new TransferWatch(MOVE);

  @Test
  void aTransferMovesOnWhenItsFiguresChange() {
    assertThat(watch.take(progress(MOVE, 1, 500))).isEmpty();
    assertThat(watch.take(progress(MOVE, 1, 500))).isEmpty();
    assertThat(watch.take(progress(MOVE, 1, 400))).contains(true);
  }

  @Test
  void anotherRoundIsAChangeToo() {
    watch.take(progress(MOVE, 1, 500));

    assertThat(watch.take(progress(MOVE, 2, 500))).contains(true);
  }

  @Test
  void aTransferThatEndedMeanwhileDoesNotMoveOn() {
    Notice ended =
        new Notice.MigrationChanged(
            Instant.EPOCH, WEB, MOVE, "hv1", "hv2", MigrationStatus.COMPLETED, null, List.of());

    watch.take(progress(MOVE, 1, 500));

    assertThat(watch.take(new Answer.Event(ended))).contains(false);
  }

  @Test
  void othersAreNotLookedAt() {
    MigrationId other = new MigrationId("m-2");

    assertThat(watch.take(new Answer.Instances(List.of()))).isEmpty();
    assertThat(watch.take(progress(MOVE, 1, 500))).isEmpty();
    assertThat(watch.take(progress(other, 1, 400))).isEmpty();
  }

  private static Answer progress(MigrationId migration, long iteration, long remaining) {
    return new Answer.Event(
        new Notice.MigrationProgress(
            Instant.EPOCH, WEB, migration, iteration, 1000, remaining, 10, 0, Duration.ZERO));
  }
}
