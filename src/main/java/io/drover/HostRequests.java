package io.drover;

import io.drover.admission.AdmissionActor;
import io.drover.host.HostActor;
import io.drover.model.HostOrder;
import io.drover.model.HostView;
import io.drover.model.Refusal;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;

/**
 * What is asked and said of hosts.
 *
 * @param there who is asked
 * @param timeout how long an answer is waited for
 */
record HostRequests(Guardian.Parts there, Duration timeout, ActorSystem<?> system) {

  /** All hosts, in the order in which they were given. */
  CompletionStage<List<HostView>> views() {
    return this.<AdmissionActor.Command, AdmissionActor.Usage>ask(
            there.admission(), AdmissionActor.Describe::new)
        .thenCompose(
            usage ->
                Stages.sequence(
                    there.hosts().byName().values().stream()
                        .map(host -> view(host, usage))
                        .toList()));
  }

  private CompletionStage<HostView> view(
      ActorRef<HostActor.Command> host, AdmissionActor.Usage usage) {
    return this.<HostActor.Command, HostActor.Summary>ask(host, HostActor.Describe::new)
        .thenApply(summary -> view(summary, usage));
  }

  private static HostView view(HostActor.Summary summary, AdmissionActor.Usage usage) {
    AdmissionActor.HostSlots slots =
        usage.byHost().getOrDefault(summary.name(), new AdmissionActor.HostSlots(0, 0));
    return new HostView(
        summary.name(),
        summary.state(),
        summary.why(),
        summary.marks().disabled(),
        summary.capacity(),
        summary.claimed(),
        summary.claims(),
        slots.out(),
        slots.in());
  }

  /** Has an operator's word on a host recorded and followed; fails when it is refused. */
  CompletionStage<Done> order(String name, HostOrder order, String reason) {
    Optional<ActorRef<HostActor.Command>> host = there.hosts().find(name);
    if (host.isEmpty()) {
      String names = String.join(", ", there.hosts().byName().keySet());
      return refused(
          Refusal.NOT_FOUND, "there is no host '%s'; there are %s".formatted(name, names));
    }
    return this.<HostActor.Command, HostActor.OrderAnswer>ask(
            host.get(), replyTo -> new HostActor.Order(order, reason, replyTo))
        .thenCompose(
            answer -> {
              Refusal refusal = answer.refusal();
              if (answer.unknown()) {
                return CompletableFuture.failedStage(new OutcomeUnknownException(answer.why()));
              }
              return refusal == null
                  ? CompletableFuture.completedStage(Done.getInstance())
                  : refused(refusal, answer.why());
            });
  }

  private static CompletionStage<Done> refused(Refusal reason, String sentence) {
    return CompletableFuture.failedStage(new RequestRefusedException(reason, sentence));
  }

  private <Q, A> CompletionStage<A> ask(RecipientRef<Q> target, Function<ActorRef<A>, Q> question) {
    return Stages.ask(target, question::apply, timeout, system);
  }
}
