package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HostState;
import io.drover.model.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedTest {

  @JUnit5TestKit public final ActorTestKit kit = new JUnit5TestKitBuilder().build();

  private Feed feed = new Feed();

  @BeforeEach
  void begin() {
    feed = new Feed();
  }

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

  @Test
  void listenersAreToldBeforeAnythingElseHappens() {
    List<Notice> heard = new ArrayList<>();
    TestInbox<Notice> subscriber = TestInbox.create();
    feed.subscribe(subscriber.getRef());
    feed.listen(
        notice -> {
          assertThat(subscriber.hasMessages()).isFalse();
          heard.add(notice);
        });

    feed.publish(notice(1));

    assertThat(heard).containsExactly(notice(1));
    assertThat(subscriber.getAllReceived()).containsExactly(notice(1));
  }

  @Test
  void aStreamHasWhatIsToldFromTheMomentOnAtWhichItIsRun() throws Exception {
    Source<Notice, NotUsed> source = feed.source(8);
    feed.publish(notice(1));
    CompletionStage<List<Notice>> read = source.take(2).runWith(Sink.seq(), kit.system());
    feed.publish(notice(2));
    feed.publish(notice(3));

    assertThat(read.toCompletableFuture().get(10, TimeUnit.SECONDS))
        .containsExactly(notice(2), notice(3));
  }

  @Test
  void aReaderThatStopsIsToldNothingMore() {
    TestProbe<DeadLetter> deadLetters = kit.createTestProbe();
    kit.system()
        .eventStream()
        .tell(new EventStream.Subscribe<>(DeadLetter.class, deadLetters.ref()));
    CompletionStage<Notice> first = feed.source(8).runWith(Sink.head(), kit.system());
    feed.publish(notice(1));

    deadLetters.awaitAssert(
        () -> {
          assertThat(first.toCompletableFuture()).isCompletedWithValue(notice(1));
          feed.publish(notice(2));
          deadLetters.expectNoMessage(Duration.ofMillis(50));
          return NotUsed.getInstance();
        });
  }
}
