package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventFeedTest {
  private final ActorTestKit testKit = ActorTestKit.create();
  private final EventFeed feed = new EventFeed("hv1");

  @AfterEach
  void close() {
    testKit.shutdownTestKit();
  }

  private CompletionStage<Done> listen(SharedKillSwitch until) {
    return Source.<HypervisorEvent>queue(4)
        .mapMaterializedValue(
            listener -> {
              feed.add(listener);
              return NotUsed.getInstance();
            })
        .via(until.flow())
        .runWith(Sink.ignore(), testKit.system());
  }

  private static Done result(CompletionStage<Done> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  @Test
  void endsForAllEvenIfSomeHaveStoppedToListen() throws Exception {
    SharedKillSwitch stop = KillSwitches.shared("first");
    CompletionStage<Done> first = listen(stop);
    CompletionStage<Done> second = listen(KillSwitches.shared("second"));
    stop.shutdown();
    result(first);

    feed.end();

    assertThat(result(second)).isEqualTo(Done.getInstance());
  }

  @Test
  void failsForWhoeverComesTooLate() {
    feed.end();

    assertThatThrownBy(() -> result(listen(KillSwitches.shared("late"))))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(HypervisorException.class)
        .hasMessage("hv1: the connection is lost");
  }
}
