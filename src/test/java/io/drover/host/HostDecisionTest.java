package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HostOrder;
import io.drover.model.HostState;
import io.drover.model.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from an operator's word on a host. */
class HostDecisionTest {
  private static final HostMarks BOTH = new HostMarks("a new kernel", "it burns");

  private static HostDecision decide(
      HostState state, HostMarks before, HostOrder order, String reason) {
    return HostDecision.of("hv1", state, before, order, reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = HostState.class,
      names = {"UNREACHABLE", "DOWN", "FENCED"})
  void aHostThatDoesNotAnswerIsFenced(HostState state) {
    assertThat(decide(state, HostMarks.NONE, HostOrder.FENCE, " it burns "))
        .isEqualTo(new HostDecision(null, "", new HostMarks("", "it burns")));
  }

  @Test
  void aHostThatAnswersIsNotFenced() {
    HostDecision decision = decide(HostState.UP, HostMarks.NONE, HostOrder.FENCE, "it burns");

    assertThat(decision.refusal()).isEqualTo(Refusal.INVALID_STATE);
    assertThat(decision.why())
        .isEqualTo(
            "host hv1 is up, and one that answers is not cut off; switch it off first, and say so"
                + " once it does not answer any more");
    assertThat(decision.marks()).isEqualTo(HostMarks.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = HostOrder.class,
      names = {"DISABLE", "FENCE"})
  void aWordAgainstAHostNeedsAReason(HostOrder order) {
    HostDecision decision = decide(HostState.DOWN, HostMarks.NONE, order, " ");

    assertThat(decision.refusal()).isEqualTo(Refusal.INVALID_REQUEST);
    assertThat(decision.why())
        .isEqualTo("say why host hv1 is %sd; whoever finds it so wants to know", order.label());
  }

  @ParameterizedTest
  @EnumSource(HostState.class)
  void aHostIsDisabledInEveryStateAndTheOtherWordStays(HostState state) {
    HostMarks before = new HostMarks("", "it burns");

    HostMarks disabled = decide(state, before, HostOrder.DISABLE, "a new kernel").marks();
    assertThat(disabled).isEqualTo(BOTH);
    assertThat(decide(state, disabled, HostOrder.ENABLE, "").marks()).isEqualTo(before);
    assertThat(decide(state, disabled, HostOrder.UNFENCE, "").marks())
        .isEqualTo(new HostMarks("a new kernel", ""));
    assertThat(decide(state, disabled, HostOrder.DISABLE, "a new disk").marks().disabled())
        .isEqualTo("a new disk");
  }

  @Test
  void whatIsSoAlreadyChangesNothing() {
    assertThat(decide(HostState.UP, HostMarks.NONE, HostOrder.ENABLE, "").marks())
        .isEqualTo(HostMarks.NONE);
    assertThat(decide(HostState.UP, HostMarks.NONE, HostOrder.UNFENCE, "").marks())
        .isEqualTo(HostMarks.NONE);
    assertThat(decide(HostState.FENCED, BOTH, HostOrder.FENCE, "it burns").marks()).isEqualTo(BOTH);
  }
}
