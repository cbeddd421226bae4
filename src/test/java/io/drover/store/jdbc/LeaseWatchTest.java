package io.drover.store.jdbc;

import static io.drover.store.jdbc.LeaseWatch.Verdict.FREE;
import static io.drover.store.jdbc.LeaseWatch.Verdict.IN_USE;
import static io.drover.store.jdbc.LeaseWatch.Verdict.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
  private static final LeaseTerms TERMS =
      new LeaseTerms(Duration.ofSeconds(3), Duration.ofSeconds(10));
  private static final Owner OWNER = new Owner(7, "here", Instant.EPOCH);
  private static final Duration BEGIN = Duration.ofSeconds(100);

  private static LeaseTable.Holder holder(long epoch, String expires, int left) {
    return new LeaseTable.Holder(epoch, OWNER, expires, Duration.ofSeconds(left), false);
  }

  private static LeaseTable.Holder givenBack(long epoch) {
    return new LeaseTable.Holder(epoch, OWNER, "1970-01-01", Duration.ofDays(-20_000), true);
  }

  private static LeaseWatch.Verdict after(int seconds, LeaseWatch watch) {
    return watch.verdict(BEGIN.plusSeconds(seconds), TERMS);
  }

  @Test
  void oneThatIsStillGoodIsWaitedForUntilNobodyRenewedItForItsWholeTime() {
    LeaseWatch watch = LeaseWatch.begin(holder(1, "a", 8), BEGIN);

    assertThat(after(0, watch)).isEqualTo(WAIT);
    assertThat(after(9, watch)).isEqualTo(WAIT);
    assertThat(after(10, watch)).isEqualTo(FREE);
  }

  @Test
  void aDatabaseWhoseClockWasSetBackKeepsNobodyWaitingLonger() {
    LeaseWatch watch = LeaseWatch.begin(holder(1, "a", 3600), BEGIN);

    assertThat(after(9, watch)).isEqualTo(WAIT);
    assertThat(after(10, watch)).isEqualTo(FREE);
  }

  @Test
  void aDatabaseWhoseClockWasSetForwardTakesItFromNobodyWhoLives() {
    LeaseWatch watch = LeaseWatch.begin(holder(1, "a", -5), BEGIN);

    assertThat(after(0, watch)).isEqualTo(WAIT);
    assertThat(after(3, watch)).isEqualTo(WAIT);
    assertThat(after(4, watch.seen(holder(1, "b", -5)))).isEqualTo(IN_USE);
    assertThat(after(60, watch.seen(holder(1, "b", 7)))).isEqualTo(IN_USE);
  }

  @Test
  void oneThatHasExpiredIsFreeWhenItsHolderCannotRelyOnItAnyMore() {
    LeaseWatch watch = LeaseWatch.begin(holder(1, "a", 2), BEGIN).seen(holder(1, "a", -1));

    assertThat(after(6, watch)).isEqualTo(WAIT);
    assertThat(after(7, watch)).isEqualTo(FREE);
  }

  @Test
  void oneThatIsGivenBackIsFreeAtOnceAlsoWhileItIsWaitedFor() {
    assertThat(after(0, LeaseWatch.begin(givenBack(0), BEGIN))).isEqualTo(FREE);
    assertThat(after(1, LeaseWatch.begin(holder(1, "a", 8), BEGIN).seen(givenBack(1))))
        .isEqualTo(FREE);
    assertThat(after(1, LeaseWatch.begin(holder(1, "a", 8), BEGIN).seen(givenBack(2))))
        .isEqualTo(FREE);
  }

  @Test
  void oneThatAnotherTookMeanwhileIsInUse() {
    LeaseWatch watch = LeaseWatch.begin(holder(1, "a", -5), BEGIN).seen(holder(2, "a", 9));

    assertThat(after(60, watch)).isEqualTo(IN_USE);
  }
}
