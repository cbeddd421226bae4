package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestStatesTest {

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "1, 1, false, RUNNING, running since its start",
    "1, 10, false, RUNNING, running at the destination of a post-copy",
    "1, 11, false, POST_COPY_BROKEN, running with a broken post-copy",
    "3, 1, false, PAUSED, paused by a user",
    "3, 5, false, PAUSED, paused by an I/O error",
    "3, 2, true, INCOMING, being received",
    "3, 11, true, INCOMING, about to be received",
    "3, 2, false, HANDED_OVER, at the source during the switch-over",
    "3, 12, false, HANDED_OVER, at the source of a post-copy",
    "3, 13, false, POST_COPY_BROKEN, at one end of a broken post-copy",
    "3, 11, false, STARTING, starting",
    "4, 1, false, RUNNING, shutting down",
    "5, 1, false, SHUTOFF, shut off",
    "5, 5, false, SUSPENDED, saved",
    "6, 0, false, CRASHED, crashed",
    "7, 0, false, PAUSED, asleep by itself",
    "0, 0, false, STARTING, without a state"
  })
  void saysWhatAGuestIs(
      int state, int reason, boolean incoming, GuestState expected, String description) {
    assertThat(GuestStates.of(state, reason, incoming)).as(description).isEqualTo(expected);
  }

  @Test
  void saysWhyInWords() {
    assertThat(GuestStates.reason(1, 1)).isEqualTo("booted");
    assertThat(GuestStates.reason(3, 13)).isEqualTo("post-copy failed");
    assertThat(GuestStates.reason(5, 4)).isEqualTo("migrated");
  }

  @Test
  void tellsAGuestThatIsToBeWokenFromOneThatIsPaused() {
    assertThat(GuestStates.isAsleep(7)).isTrue();
    assertThat(GuestStates.isAsleep(3)).isFalse();
    assertThat(GuestStates.reason(7, 0)).isEqualTo("asleep by itself");
  }

  @ParameterizedTest
  @CsvSource({"3, 2, true", "3, 11, true", "3, 1, false", "3, 12, false", "1, 2, false"})
  void saysWhetherItHasToBeKnownWhichEndOfAMigrationItIs(int state, int reason, boolean expected) {
    assertThat(GuestStates.dependsOnTheEnd(state, reason)).isEqualTo(expected);
  }

  @Test
  void saysTheNumberOfAReasonThatItDoesNotKnow() {
    assertThat(GuestStates.reason(1, 99)).isEqualTo("reason 99");
    assertThat(GuestStates.reason(42, 3)).isEqualTo("reason 3");
  }
}
