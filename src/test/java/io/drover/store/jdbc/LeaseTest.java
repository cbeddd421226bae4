package io.drover.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Waits;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Lease LEASE =
      new Lease(1, Duration.ofSeconds(100), NOW, Duration.ofSeconds(7));

  private static boolean lasts(int elapsed, int wall) {
    return LEASE.lasts(Duration.ofSeconds(100 + elapsed), NOW.plusSeconds(wall));
  }

  @Test
  void lastsUntilItsTermIsOverByEitherClock() {
    assertThat(lasts(0, 0)).isTrue();
    assertThat(lasts(6, 6)).isTrue();
    assertThat(lasts(7, 7)).isFalse();
  }

  @Test
  void aMachineThatWasSuspendedShowsInTheWallClockOnly() {
    assertThat(lasts(1, 3600)).isFalse();
  }

  @Test
  void aClockThatIsSetBackLengthensNothing() {
    assertThat(lasts(8, -3600)).isFalse();
    assertThat(lasts(1, -3600)).isTrue();
  }

  @Test
  void itsHolderStopsOneRenewalBeforeOthersMayTakeIt() {
    assertThat(terms("renewal = 3 s, expiry = 10 s").term()).isEqualTo(Duration.ofSeconds(7));
    assertThat(terms("renewal = 3 s, expiry = 10 s").term())
        .as("a renewal that hangs and is done again comes in time")
        .isGreaterThan(Duration.ofSeconds(6));
    assertThatThrownBy(() -> terms("renewal = 4 s, expiry = 12 s"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("expiry")
        .hasMessageContaining("more than three times as long as renewal");
  }

  private static LeaseTerms terms(String settings) {
    return LeaseTerms.from(Waits.plain(ConfigFactory.parseString(settings)));
  }
}
