package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;

class StagesTest {

  @Test
  void whatIsAttachedToAStageOfPekkosRunsOnTheThreadThatCompletesIt() {
    Promise<String> promise = Promise.apply();
    CompletionStage<String> pekkos = FutureConverters.asJava(promise.future());
    AtomicReference<Thread> ranOn = new AtomicReference<>();

    CompletionStage<String> attached =
        Stages.direct(pekkos)
            .thenApply(
                value -> {
                  ranOn.set(Thread.currentThread());
                  return value + "!";
                });
    promise.success("done");

    assertThat(attached.toCompletableFuture()).isCompletedWithValue("done!");
    assertThat(ranOn).hasValue(Thread.currentThread());
  }

  @Test
  void aFailureIsPassedOnAsItIs() {
    IllegalArgumentException failure = new IllegalArgumentException("expected by this test");
    Promise<String> promise = Promise.apply();
    AtomicReference<Throwable> seen = new AtomicReference<>();

    CompletionStage<String> attached =
        Stages.direct(FutureConverters.<String>asJava(promise.future()))
            .whenComplete((value, thrown) -> seen.set(thrown));
    promise.failure(failure);

    assertThat(attached.toCompletableFuture()).isCompletedExceptionally();
    assertThat(seen).hasValue(failure);
  }

  @Test
  void anOrdinaryStageIsServedToo() {
    assertThat(Stages.direct(CompletableFuture.completedFuture("done")).toCompletableFuture())
        .isCompletedWithValue("done");
  }
}
