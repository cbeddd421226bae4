package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
  private static final InstanceId WEB = new InstanceId("web-1");
  private static final InstanceId DB = new InstanceId("db-1");

  private final OpenQuestions questions = new OpenQuestions("hv1");

  @Test
  void asksAGuestAgainOnlyWhenItHasAnswered() {
    String answer =
        questions.ask(
            "progress",
            WEB,
            () -> {
              assertThatThrownBy(() -> questions.ask("progress", WEB, () -> "again"))
                  .isInstanceOfSatisfying(
                      HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                  .hasMessage(
                      "hv1: an earlier question for the progress of web-1 is not answered yet");
              return questions.ask("progress", DB, () -> "of another");
            });

    assertThat(answer).isEqualTo("of another");
    assertThat(questions.ask("progress", WEB, () -> "later")).isEqualTo("later");
  }

  @Test
  void asksAgainAfterAnAnswerThatWasAnError() {
    assertThatThrownBy(
            () ->
                questions.ask(
                    "progress",
                    WEB,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");

    assertThat(questions.ask("progress", WEB, () -> "later")).isEqualTo("later");
  }
}
