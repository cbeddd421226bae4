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

    Protocol.Reply first = new Protocol.Reply("w", new Answer.Done());
    outbox.answer(first);
    outbox.flow();

    assertThat(outbox.next()).isEqualTo(first);
    assertThat(outbox.next()).isEqualTo(new Protocol.Reply("w", event("hv1")));
    assertThat(outbox.next()).isNull();
  }

  @Test
  void losesTheOldestEventsOfAClientThatDoesNotReadAndSaysHowMany() {
    outbox.watch("w");
    outbox.flow();
    for (int i = 1; i <= 5; i++) {
      outbox.event(event("hv" + i));
    }

    assertThat(outbox.next()).isEqualTo(new Protocol.Reply("w", new Answer.Lost(3)));
    assertThat(outbox.next()).isEqualTo(new Protocol.Reply("w", event("hv4")));
    assertThat(outbox.next()).isEqualTo(new Protocol.Reply("w", event("hv5")));
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void forgetsAWatchThatIsTakenBackWithItsEvents() {
    outbox.watch("w");
    outbox.event(event("hv1"));

    outbox.unwatch("w");
    outbox.flow();

    assertThat(outbox.watched()).isFalse();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.next()).isNull();
  }

  @Test
  void keepsAWatchThatTookThePlaceOfTheOneThatIsTakenBack() {
    outbox.watch("w1");
    outbox.watch("w2");

    outbox.unwatch("w1");

    assertThat(outbox.watched()).isTrue();
  }

  private static Answer.Event event(String host) {
    return new Answer.Event(new Notice.HostChanged(Instant.EPOCH, host, HostState.UP, ""));
  }
}
