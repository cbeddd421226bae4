package io.drover.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * Stages that keep to the thread that completes them.
 *
 * <p>Every {@code CompletionStage} that Pekko's Java API hands out (an answer to a question, what a
 * stream materializes, the end of a system) runs what is attached to it on the JVM's common pool,
 * even through methods whose name does not end in {@code Async}. That is one more thread nobody
 * bounds, and on virtual time it is a result that comes when no seed says. {@code ActorContext.ask}
 * is built on such a stage too.
 */
public final class Stages {

  private Stages() {}

  /** The same result; what is attached runs on the thread that completes the given stage. */
  public static <T> CompletionStage<T> direct(CompletionStage<T> stage) {
    CompletableFuture<T> direct = new CompletableFuture<>();
    FutureConverters.asScala(stage)
        .onComplete(result -> complete(direct, result), ExecutionContext.parasitic$.MODULE$);
    return direct;
  }

  private static <T> boolean complete(CompletableFuture<T> stage, Try<T> result) {
    return result.isSuccess()
        ? stage.complete(result.get())
        : stage.completeExceptionally(result.failed().get());
  }

  /**
   * Asks an actor; to be used with {@code pipeToSelf} in place of {@code ActorContext.ask}. Fails
   * with a {@link java.util.concurrent.TimeoutException} when there is no answer in time.
   *
   * @param question makes the message from the reference that the answer goes to
   */
  public static <Q, A> CompletionStage<A> ask(
      RecipientRef<Q> target,
      Function<ActorRef<A>, Q> question,
      Duration timeout,
      ActorSystem<?> system) {
    return direct(AskPattern.ask(target, question, timeout, system.scheduler()));
  }

  /** Why a stage failed, without the wrapping that stages add. */
  public static Throwable cause(Throwable failure) {
    Throwable wrapped = failure.getCause();
    return failure instanceof CompletionException && wrapped != null ? wrapped : failure;
  }

  /** The results of all, in their order. */
  public static <T> CompletionStage<List<T>> sequence(List<CompletionStage<T>> stages) {
    CompletionStage<List<T>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (CompletionStage<T> stage : stages) {
      all =
          all.thenCombine(
              stage,
              (list, value) -> {
                list.add(value);
                return list;
              });
    }
    return all;
  }
}
