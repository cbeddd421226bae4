package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException;
import io.drover.runtime.NoMandateException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CallThreadsTest {

  private static <T> T result(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get();
  }

  private static boolean wait(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void runsOnItsOwnThreads() throws Exception {
    try (CallThreads threads = new CallThreads("hv1", "control", 1, 1)) {
      assertThat(result(threads.run(() -> Thread.currentThread().getName())))
          .isEqualTo("drover-libvirt-hv1-control-1");
    }
  }

  @Test
  void refusesWhatItCannotQueue() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (CallThreads threads = new CallThreads("hv1", "bulk", 1, 1)) {
      CompletionStage<Boolean> running =
          threads.run(
              () -> {
                begun.countDown();
                return wait(end);
              });
      begun.await();
      CompletionStage<String> waiting = threads.run(() -> "after all");

      assertThatThrownBy(() -> result(threads.run(() -> "too many")))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(java.util.concurrent.RejectedExecutionException.class)
          .cause()
          .hasMessage("hv1 has too many calls waiting");

      end.countDown();
      assertThat(result(running)).isTrue();
      assertThat(result(waiting)).isEqualTo("after all");
    }
  }

  @Test
  void aCallThatWaitedForAThreadIsNotMadeWithoutAMandate() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicBoolean mandate = new AtomicBoolean(true);
    AtomicBoolean made = new AtomicBoolean();
    try (CallThreads threads = new CallThreads("hv1", "control", 1, 1)) {
      threads.guard(
          () -> {
            if (!mandate.get()) {
              throw new NoMandateException("another process acts");
            }
          });
      CompletionStage<Boolean> running =
          threads.run(
              () -> {
                begun.countDown();
                return wait(end);
              });
      begun.await();
      CompletionStage<String> waiting =
          threads.run(
              () -> {
                made.set(true);
                return "after all";
              });
      mandate.set(false);
      end.countDown();

      assertThat(result(running)).isTrue();
      assertThatThrownBy(() -> result(waiting)).hasCauseInstanceOf(NoMandateException.class);
      assertThat(made).isFalse();
    }
  }

  @Test
  void failsAsAHypervisorWhateverGoesWrong() {
    try (CallThreads threads = new CallThreads("hv1", "control", 1, 1)) {
      CompletionStage<String> stage =
          threads.run(
              () -> {
                throw new IllegalStateException("odd XML");
              });

      assertThatThrownBy(() -> result(stage))
          .cause()
          .isInstanceOfSatisfying(
              HypervisorException.class,
              e -> assertThat(e.kind()).isEqualTo(HypervisorException.Kind.FAILED))
          .hasMessage("hv1: odd XML");
    }
  }
}
