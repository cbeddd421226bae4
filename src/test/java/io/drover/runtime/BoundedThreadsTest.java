package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedThreadsTest {
  private final BoundedThreads threads = new BoundedThreads("worker", 1, 1);
  private final CountDownLatch hold = new CountDownLatch(1);
  private final BlockingQueue<Thread> ran = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    hold.countDown();
    threads.close();
  }

  private void waits() {
    ran.add(Thread.currentThread());
    try {
      hold.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void passes() {
    ran.add(Thread.currentThread());
  }

  @Test
  void workIsDoneByNamedDaemons() throws InterruptedException {
    threads.execute(this::passes);

    Thread thread = ran.take();
    assertThat(thread.getName()).isEqualTo("worker-1");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void refusesWhatMayNotWaitAndEverythingAfterItIsClosed() throws InterruptedException {
    threads.execute(this::waits);
    ran.take();
    threads.execute(this::passes);

    assertThatThrownBy(() -> threads.execute(this::passes))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(threads.isClosed()).isFalse();

    threads.close();

    assertThat(threads.isClosed()).isTrue();
    assertThatThrownBy(() -> threads.execute(this::passes))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whatWaitsBeginsWhenThereIsRoomForItAndAThreadTooManyEnds() throws InterruptedException {
    threads.execute(this::waits);
    Thread held = ran.take();
    threads.execute(this::passes);

    threads.resize(2);

    Thread other = ran.take();
    assertThat(other).isNotSameAs(held);

    threads.resize(1);
    hold.countDown();

    // One of the two: which, is nobody's concern.
    while (held.isAlive() && other.isAlive()) {
      Thread.onSpinWait();
    }
    threads.execute(this::passes);
    assertThat(ran.take()).isIn(held, other);
  }
}
