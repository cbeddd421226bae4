package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.PreCopy.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreCopyTest {
  private static final Duration MS50 = Duration.ofMillis(50);

  /** The end of the round that {@code copy} is in, at 1 GiB/s, and what follows. */
  private static PreCopy roundOver(PreCopy copy) {
    return copy.after(copy.untilSent(GIB), GIB).nextRound(GIB);
  }

  @Test
  void roundsShrinkByTheRatioOfDirtyRateToRate() {
    PreCopy first = PreCopy.start(4 * GIB, 0, 100 * MIB, MS50);
    assertThat(first.iteration()).isEqualTo(1);
    assertThat(first.untilSent(GIB)).isEqualTo(Duration.ofSeconds(4));

    // 4 s at 100 MiB/s; 400 MiB at 1 GiB/s take 0.390625 s, too long for the pause.
    PreCopy second = roundOver(first);
    assertThat(second.stage()).isEqualTo(Stage.COPYING);
    assertThat(second.iteration()).isEqualTo(2);
    assertThat(second.remaining()).isEqualTo(400 * MIB);
    assertThat(second.untilSent(GIB)).isEqualTo(Duration.ofNanos(390_625_000));

    // 0.390625 s at 100 MiB/s: 39.0625 MiB, which take 38.147 ms.
    PreCopy last = roundOver(second);
    assertThat(last.stage()).isEqualTo(Stage.SWITCHING_OVER);
    assertThat(last.iteration()).isEqualTo(3);
    assertThat(last.remaining()).isEqualTo(40_960_000);
    assertThat(last.untilSent(GIB)).isEqualTo(Duration.ofNanos(38_146_973));
    assertThat(last.complete()).isFalse();
    assertThat(last.after(last.untilSent(GIB), GIB).complete()).isTrue();
  }

  @Test
  void copiedDisksGoBeforeMemoryInTheFirstRoundOnly() {
    PreCopy first = PreCopy.start(GIB, 2 * GIB, 100 * MIB, MS50);

    assertThat(first.untilSent(GIB)).isEqualTo(Duration.ofSeconds(3));
    assertThat(first.copiesDisks()).isTrue();
    assertThat(first.info(GIB, Duration.ZERO).memoryRemaining()).isEqualTo(GIB);
    assertThat(first.after(Duration.ofSeconds(2), GIB).copiesDisks()).isFalse();
    assertThat(roundOver(first).remaining()).isEqualTo(300 * MIB);
  }

  @Test
  void aGuestCannotDirtyMoreThanItsMemoryInARound() {
    PreCopy second = roundOver(PreCopy.start(GIB, 0, 3 * GIB, MS50));

    assertThat(second.remaining()).isEqualTo(GIB);
  }

  @Test
  void neverGetsToTheSwitchOverWhenPagesAreDirtiedAsFastAsTheyAreSent() {
    PreCopy copy = PreCopy.start(GIB, 0, GIB, Duration.ofMillis(900));

    for (int round = 1; round < 1000; round++) {
      copy = roundOver(copy);
      assertThat(copy.stage()).isEqualTo(Stage.COPYING);
      assertThat(copy.remaining()).isEqualTo(GIB);
    }
    assertThat(copy.iteration()).isEqualTo(1000);
  }

  @Test
  void aLongerDowntimeActsInTheMiddleOfARound() {
    PreCopy copy = PreCopy.start(4 * GIB, 0, GIB, MS50).after(Duration.ofSeconds(1), GIB);

    // 3 GiB are still to be sent and 1 GiB was dirtied: 4 s.
    assertThat(copy.withMaxDowntime(Duration.ofMillis(3999), GIB).stage()).isEqualTo(Stage.COPYING);
    PreCopy last = copy.withMaxDowntime(Duration.ofSeconds(4), GIB);
    assertThat(last.stage()).isEqualTo(Stage.SWITCHING_OVER);
    assertThat(last.remaining()).isEqualTo(4 * GIB);
    assertThat(last.iteration()).isEqualTo(2);
  }

  @Test
  void aDowntimeThatIsNotLongEnoughCountsAtTheEndOfTheRound() {
    PreCopy copy = PreCopy.start(4 * GIB, 0, 100 * MIB, MS50);

    PreCopy last = roundOver(copy.withMaxDowntime(Duration.ofMillis(400), GIB));

    assertThat(last.stage()).isEqualTo(Stage.SWITCHING_OVER);
    assertThat(last.remaining()).isEqualTo(400 * MIB);
  }

  @Test
  void aRoundInPiecesIsTheRound() {
    PreCopy whole = PreCopy.start(GIB, 0, 100 * MIB, MS50);

    PreCopy pieces = whole;
    for (int i = 0; i < 4; i++) {
      pieces = pieces.after(Duration.ofMillis(250), GIB);
    }

    assertThat(pieces).isEqualTo(whole.after(Duration.ofSeconds(1), GIB));
    assertThat(pieces.remaining()).isZero();
    assertThat(pieces.dirtied()).isEqualTo(100 * MIB);
  }

  @Test
  void timeBeyondTheEndOfARoundChangesNothing() {
    PreCopy copy = PreCopy.start(GIB, 0, 100 * MIB, MS50);

    assertThat(copy.after(Duration.ofHours(1), GIB))
        .isEqualTo(copy.after(Duration.ofSeconds(1), GIB));
  }

  @Test
  void aGuestWhoseProcessorsStandStillDirtiesNothing() {
    PreCopy copy = PreCopy.start(GIB, 0, GIB, MS50).after(Duration.ofMillis(500), GIB).halted();

    assertThat(copy.after(Duration.ofSeconds(1), GIB).dirtied()).isEqualTo(GIB / 2);
  }

  @Test
  void postCopyPullsWhatTheDestinationLacksAndDirtiesNothing() {
    PreCopy pulling =
        PreCopy.start(4 * GIB, 0, 100 * MIB, MS50).after(Duration.ofSeconds(1), GIB).toPostCopy();

    assertThat(pulling.stage()).isEqualTo(Stage.PULLING);
    assertThat(pulling.remaining()).isEqualTo(3 * GIB + 100 * MIB);
    PreCopy pulled = pulling.after(pulling.untilSent(GIB), GIB);
    assertThat(pulled.complete()).isTrue();
    assertThat(pulled.dirtied()).isZero();
  }

  @Test
  void tellsThePauseThatASwitchOverWouldTakeNow() {
    PreCopy copy = PreCopy.start(4 * GIB, 0, 512 * MIB, MS50).after(Duration.ofSeconds(3), GIB);

    // 1 GiB to send and 1.5 GiB dirtied meanwhile.
    assertThat(copy.info(GIB, Duration.ofSeconds(3)).expectedDowntime())
        .isEqualTo(Duration.ofMillis(2500));
    assertThat(copy.info(GIB, Duration.ofSeconds(3)).memoryRemaining()).isEqualTo(GIB);
    assertThat(copy.toPostCopy().info(GIB, Duration.ofSeconds(3)).expectedDowntime()).isZero();
  }

  @Test
  void anUnlimitedRateTakesNoTime() {
    PreCopy copy = PreCopy.start(4 * GIB, GIB, 100 * MIB, Duration.ZERO);

    assertThat(copy.untilSent(Rate.UNLIMITED)).isZero();
    PreCopy last = copy.after(Duration.ZERO, Rate.UNLIMITED).nextRound(Rate.UNLIMITED);
    assertThat(last.complete()).isTrue();
  }
}
