package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.libvirt.Job.Phase;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final int UNBOUNDED = 2;
  private static final int COMPLETED = 3;

  private static Job operation(long number) {
    return Job.of(UNBOUNDED, Map.of("operation", number, "time_elapsed", 1500L));
  }

  private static void assertInvalid(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_STATE))
        .hasMessage(sentence);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "5, OUTGOING, a migration at its source",
    "4, INCOMING, a migration at its destination",
    "2, OTHER, saving",
    "6, OTHER, a snapshot",
    "8, OTHER, a dump",
    "9, OTHER, a backup",
    "77, OTHER, what later versions may do",
    "0, UNKNOWN, what does not tell"
  })
  void tellsAMigrationFromTheOtherJobsOfAGuest(int number, Phase expected, String description) {
    assertThat(operation(number).phase()).as(description).isEqualTo(expected);
  }

  @Test
  void isNoneWhenItIsOver() {
    assertThat(Job.of(0, Map.of()).phase()).isEqualTo(Phase.NONE);
    assertThat(Job.of(COMPLETED, Map.of("operation", 5L)).phase()).isEqualTo(Phase.NONE);
  }

  @Test
  void hasProgressOnlyAsAMigration() {
    assertThat(operation(5).info().orElseThrow().elapsed()).isEqualTo(Duration.ofMillis(1500));
    assertThat(operation(9).info()).isEmpty();
    assertThat(Job.of(0, Map.of()).info()).isEmpty();
  }

  @Test
  void mayMoveTheGuestAsAMigrationAndWhenNobodyCanTell() {
    assertThat(operation(5).mayMove()).isTrue();
    assertThat(operation(4).mayMove()).isTrue();
    assertThat(operation(0).mayMove()).isTrue();
    assertThat(operation(9).mayMove()).isFalse();
    assertThat(Job.of(0, Map.of()).mayMove()).isFalse();
  }

  @Test
  void isAbortedOnlyAsAMigrationAtItsSource() {
    assertThatCode(() -> operation(5).requireOutgoing(WEB)).doesNotThrowAnyException();
    assertInvalid(
        () -> operation(9).requireOutgoing(WEB),
        "no migration of web-1 is under way, but another job: backup");
    assertInvalid(
        () -> operation(77).requireOutgoing(WEB),
        "no migration of web-1 is under way, but another job: operation 77");
    assertInvalid(
        () -> Job.of(0, Map.of()).requireOutgoing(WEB),
        "no migration of web-1 is under way at its source");
  }

  @Test
  void keepsAGuestFromBeingMovedWhenItIsAnother() {
    assertThatCode(() -> operation(5).requireNoOther(WEB)).doesNotThrowAnyException();
    assertThatCode(() -> Job.of(0, Map.of()).requireNoOther(WEB)).doesNotThrowAnyException();
    assertInvalid(
        () -> operation(6).requireNoOther(WEB),
        "web-1 is not moved while another job is under way: snapshot");
  }
}
