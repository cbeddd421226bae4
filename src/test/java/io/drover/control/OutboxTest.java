package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HostState;
import io.drover.model.Notice;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox(2);

  @Test
  void keepsNoEventsWhileNobodyWatches() {
    outbox.event(event("hv1"));

    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.next()).isNull();
  }

  @Test
  void sendsEventsAfterTheFirstAnswerToTheWatch() {
    outbox.watch("w");
    outbox.event(event("hv1"));

    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.next()).isNull();

    outbox.answer("first");
    outbox.flow();

    assertThat(outbox.next()).isEqualTo("first");
    assertThat(outbox.next()).isEqualTo(Protocol.line("w", event("hv1")));
    assertThat(outbox.next()).isNull();
  }

  @Test
  void losesTheOldestEventsOfAClientThatDoesNotReadAndSaysHowMany() {
    outbox.watch("w");
    outbox.flow();
    for (int i = 1; i <= 5; i++) {
      outbox.event(event("hv" + i));
    }

    assertThat(outbox.next()).isEqualTo(Protocol.line("w", new Answer.Lost(3)));
    assertThat(outbox.next()).isEqualTo(Protocol.line("w", event("hv4")));
    assertThat(outbox.next()).isEqualTo(Protocol.line("w", event("hv5")));
    assertThat(outbox.isEmpty()).isTrue();
  }

  private static Answer.Event event(String host) {
    return new Answer.Event(new Notice.HostChanged(Instant.EPOCH, host, HostState.UP, ""));
  }
}
