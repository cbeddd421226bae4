package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HostState;
import io.drover.model.Notice;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class FeedTest {
  private final Feed feed = new Feed();

  private static Notice notice(int number) {
    return new Notice.HostChanged(Instant.EPOCH, "hv" + number, HostState.UP, "");
  }

  @Test
  void tellsEverySubscriberEverythingInOrder() {
    TestInbox<Notice> first = TestInbox.create();
    TestInbox<Notice> second = TestInbox.create();
    feed.subscribe(first.getRef());
    feed.subscribe(second.getRef());
    List<Notice> told = IntStream.range(0, 10).mapToObj(FeedTest::notice).toList();

    told.forEach(feed::publish);

    assertThat(first.getAllReceived()).isEqualTo(told);
    assertThat(second.getAllReceived()).isEqualTo(told);
  }

  @Test
  void tellsASubscriberNothingOfWhatWasBeforeOrComesAfter() {
    TestInbox<Notice> subscriber = TestInbox.create();
    feed.publish(notice(1));
    feed.subscribe(subscriber.getRef());
    feed.publish(notice(2));
    feed.unsubscribe(subscriber.getRef());
    feed.publish(notice(3));

    assertThat(subscriber.getAllReceived()).containsExactly(notice(2));
  }

  @Test
  void endingASubscriptionThatIsNotThereIsHarmless() {
    TestInbox<Notice> subscriber = TestInbox.create();
    TestInbox<Notice> stranger = TestInbox.create();
    feed.subscribe(subscriber.getRef());

    feed.unsubscribe(stranger.getRef());
    feed.publish(notice(1));

    assertThat(subscriber.getAllReceived()).containsExactly(notice(1));
    assertThat(stranger.hasMessages()).isFalse();
  }
}
