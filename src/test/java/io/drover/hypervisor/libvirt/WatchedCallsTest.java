package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.testing.ManualTimeline;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchedCallsTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final int BUDGET = 2;

  private final ManualTimeline timeline = new ManualTimeline();
  private final StuckCalls stuck = new StuckCalls("hv1", BUDGET);
  private final WatchedCalls calls = new WatchedCalls("hv1", "control", 1, 4, stuck, timeline);
  private final WatchedCalls others = new WatchedCalls("hv1", "bulk", 1, 4, stuck, timeline);
  private final AtomicInteger retired = new AtomicInteger();

  @AfterEach
  void close() {
    calls.close();
    others.close();
  }

  /** A call that is in native code until it is let go. */
  private final class Held {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CompletionStage<String> stage;
    private volatile Thread thread = Thread.currentThread();

    Held(WatchedCalls calls, Duration limit) throws InterruptedException {
      stage = calls.run("reset of web-1", limit, retired::incrementAndGet, this::stand);
      begun.await();
    }

    private String stand() {
      thread = Thread.currentThread();
      begun.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "late";
    }

    void release() {
      end.countDown();
    }
  }

  private CompletionStage<String> name() {
    return calls.run("name", LIMIT, () -> {}, () -> Thread.currentThread().getName());
  }

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static void assertFails(CompletionStage<?> stage, Kind kind, String sentence) {
    assertThatThrownBy(() -> result(stage))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            HypervisorException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(sentence);
  }

  private void waitUntilOneHasReturned() {
    while (stuck.refusal().isPresent()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallThatReturnsInTimeIsNoBodysConcern() throws Exception {
    Held held = new Held(calls, LIMIT);
    timeline.advance(LIMIT.minusMillis(1));

    held.release();

    assertThat(result(held.stage)).isEqualTo("late");
    assertThat(timeline.step()).as("something is still to come").isFalse();
    assertThat(retired).hasValue(0);
  }

  @Test
  void aCallThatDoesNotReturnIsGivenUpWithoutBlameOnTheHostAndAnotherThreadTakesItsPlace()
      throws Exception {
    Held held = new Held(calls, LIMIT);
    CompletionStage<String> waiting = name();

    timeline.advance(LIMIT);

    assertFails(held.stage, Kind.FAILED, "hv1: reset of web-1 has not returned within 40000 ms");
    assertThat(retired).hasValue(1);
    assertThat(result(waiting)).isEqualTo("drover-libvirt-hv1-control-2");
    held.release();
  }

  @Test
  void theSessionIsRetiredBeforeAnybodyHearsOfTheFailure() throws Exception {
    Held held = new Held(calls, LIMIT);
    CompletionStage<Integer> heard = held.stage.handle((value, failure) -> retired.get());

    timeline.advance(LIMIT);

    assertThat(result(heard)).isEqualTo(1);
    held.release();
  }

  @Test
  void aThreadTooManyEndsWhenItsCallReturnsAfterAll() throws Exception {
    Held held = new Held(calls, LIMIT);
    timeline.advance(LIMIT);
    assertThat(result(name())).isEqualTo("drover-libvirt-hv1-control-2");
    Held next = new Held(calls, LIMIT);

    held.release();
    held.thread.join();

    next.release();
    assertThat(result(next.stage)).isEqualTo("late");
    assertThat(result(name())).isEqualTo("drover-libvirt-hv1-control-2");
  }

  @Test
  void noCallIsMadeWhileTooManyOfAHostHaveNotReturned() throws Exception {
    Held first = new Held(calls, LIMIT);
    timeline.advance(LIMIT);
    Held second = new Held(others, LIMIT);
    CompletionStage<String> waiting = others.run("waits", LIMIT, () -> {}, () -> "made");
    timeline.advance(LIMIT);

    String sentence =
        "hv1: 2 calls to it never returned, so no more are made until one does; end what stands still"
            + " there (a QEMU, storage), or restart its libvirtd, or Drover";
    assertFails(name(), Kind.UNREACHABLE, sentence);
    assertFails(waiting, Kind.UNREACHABLE, sentence);

    first.release();
    waitUntilOneHasReturned();

    assertThat(result(name())).startsWith("drover-libvirt-hv1-control-");
    second.release();
  }

  @Test
  void aCallThatLastsIsNeverGivenUp() throws Exception {
    Held held = new Held(calls, WatchedCalls.UNLIMITED);

    timeline.advance(Duration.ofDays(1));
    held.release();

    assertThat(result(held.stage)).isEqualTo("late");
    assertThat(retired).hasValue(0);
  }
}
