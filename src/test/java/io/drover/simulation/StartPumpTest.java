package io.drover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StartPumpTest {

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void runsWhatTheCreationWaitsForAndWhatThatLeavesBehind() {
    StartPump pump = new StartPump(Duration.ofMinutes(1));
    List<String> ran = new ArrayList<>();

    String created =
        pump.run(
            () -> {
              CountDownLatch first = new CountDownLatch(1);
              pump.add(
                  () -> {
                    ran.add("first on " + Thread.currentThread().getName());
                    pump.add(() -> ran.add("left behind"));
                    first.countDown();
                  });
              first.await();
              return "created";
            },
            "start");

    assertThat(created).isEqualTo("created");
    assertThat(ran).containsExactly("first on " + Thread.currentThread().getName(), "left behind");
  }

  @Test
  void aStartThatIsStuckShowsWhere() {
    StartPump pump = new StartPump(Duration.ofSeconds(1));

    assertThatThrownBy(() -> pump.run(this::waitForever, "start of it"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The start of it is stuck")
        .satisfies(
            stuck ->
                assertThat(stuck.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("waitForever")));
  }

  @Test
  void anInterruptEndsTheStart() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> new StartPump(Duration.ofMinutes(1)).run(this::waitForever, "start of it"))
        .isInstanceOf(CancellationException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  private String waitForever() throws InterruptedException {
    never.await();
    return "never";
  }
}
