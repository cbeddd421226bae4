package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.command.ProcessExecutionException;
import io.drover.host.CallResult.Failure;
import io.drover.host.CallResult.Outcome;
import io.drover.hypervisor.HypervisorException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallResultTest {

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, NOT_DONE, NOT_FOUND",
    "ALREADY_EXISTS, NOT_DONE, ALREADY_EXISTS",
    "INVALID_STATE, NOT_DONE, INVALID_STATE",
    "NOT_SUPPORTED, NOT_DONE, NOT_SUPPORTED",
    "HOST_DOWN, NOT_DONE, HOST_DOWN",
    "UNREACHABLE, UNKNOWN, UNREACHABLE",
    "FAILED, UNKNOWN, ERROR"
  })
  void aHypervisorsFailureSaysWhetherTheEffectIsKnownNotToHaveHappened(
      HypervisorException.Kind kind, Outcome outcome, Failure failure) {
    HypervisorException thrown = new HypervisorException(kind, "why");
    CallResult expected = new CallResult(outcome, failure, "why");

    assertThat(CallResult.of(thrown)).isEqualTo(expected);
    assertThat(CallResult.of(new CompletionException(thrown))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDoneExactlyWhenTheKindSaysSo(HypervisorException.Kind kind) {
    CallResult result = CallResult.of(new HypervisorException(kind, "why"));

    assertThat(result.outcome() == Outcome.NOT_DONE).isEqualTo(kind.nothingDone());
    assertThat(result.done()).isFalse();
  }

  @Test
  void aFailedProcessMayHaveDoneHalfOfItsWork() {
    CallResult result =
        CallResult.of(new ProcessExecutionException("ip link add tap0", 2, "File exists"));

    assertThat(result)
        .isEqualTo(
            CallResult.unknown(Failure.PROCESS, "'ip link add tap0' ended with 2: File exists"));
  }

  @Test
  void ofAnythingElseNothingIsKnown() {
    assertThat(CallResult.of(new IllegalStateException("what?")))
        .isEqualTo(CallResult.unknown(Failure.ERROR, "what?"));
    assertThat(CallResult.of(new IllegalStateException()))
        .isEqualTo(CallResult.unknown(Failure.ERROR, "java.lang.IllegalStateException"));
    assertThat(CallResult.of(new CompletionException("bare", null)))
        .isEqualTo(CallResult.unknown(Failure.ERROR, "bare"));
  }

  @ParameterizedTest
  @EnumSource
  void theHostIsLostWithItWhenItIsOffFencedOrCannotBeReached(Failure failure) {
    assertThat(CallResult.unknown(failure, "why").hostLost())
        .isEqualTo(
            Set.of(Failure.HOST_DOWN, Failure.UNREACHABLE, Failure.FENCED).contains(failure));
    assertThat(CallResult.DONE.hostLost()).isFalse();
    assertThat(CallResult.DONE.done()).isTrue();
  }
}
