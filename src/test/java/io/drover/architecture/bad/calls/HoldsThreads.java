package io.drover.architecture.bad.calls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import scala.concurrent.Await;
import scala.concurrent.Awaitable;
import scala.concurrent.duration.Duration$;

/** Blocks, uses the common pool, and asks as Pekko does. */
public final class HoldsThreads {

  private HoldsThreads() {}

  public static String joins(CompletableFuture<String> future) {
    return future.join();
  }

  public static String gets(Future<String> future) throws ExecutionException, InterruptedException {
    return future.get();
  }

  public static void awaits(CountDownLatch latch) throws InterruptedException {
    latch.await();
  }

  public static String awaitsScala(Awaitable<String> future) throws Exception {
    return Await.result(future, Duration$.MODULE$.Inf());
  }

  public static CompletionStage<String> onTheCommonPool() {
    return CompletableFuture.supplyAsync(() -> "");
  }

  public static CompletionStage<String> thenOnTheCommonPool(CompletionStage<String> stage) {
    return stage.thenApplyAsync(value -> value);
  }

  public static CompletionStage<String> onAnExecutor(Executor executor) {
    return CompletableFuture.supplyAsync(() -> "", executor);
  }

  public static CompletableFuture<String> byTheTimer(CompletableFuture<String> future) {
    return future.orTimeout(1, TimeUnit.SECONDS);
  }

  public static long inParallel(List<String> list) {
    return list.parallelStream().count();
  }

  public static CompletionStage<String> asks(
      ActorRef<ActorRef<String>> actor, ActorSystem<?> system) {
    return AskPattern.ask(actor, replyTo -> replyTo, Duration.ofSeconds(1), system.scheduler());
  }
}
