package io.drover;

import io.drover.instance.InstanceActor;
import io.drover.instance.Instances;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Refusal;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of instances.
 *
 * @param there who is asked
 * @param key the key of a request, or null
 * @param timeout how long an answer is waited for
 */
record InstanceRequests(
    Guardian.Parts there, @Nullable String key, Duration timeout, ActorSystem<?> system) {

  /** Operations and migrations end by deadlines of their own; this one only frees the asker. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);

  // Requests.

  CompletionStage<Operation> boot(InstanceId id, InstanceSpec spec, String host) {
    return create(id, spec, host, false).thenCompose(accepted -> operation(accepted.view().id()));
  }

  /** An instance whose guest is there already. */
  CompletionStage<InstanceView> adopt(InstanceId id, InstanceSpec spec, String host) {
    return create(id, spec, host, true).thenApply(InstanceActor.Accepted::view);
  }

  private CompletionStage<InstanceActor.Accepted> create(
      InstanceId id, InstanceSpec spec, String host, boolean adopts) {
    return this.<Instances.Command, InstanceActor.Answer>ask(
            there.instances(), replyTo -> new Instances.Boot(id, spec, host, adopts, key, replyTo))
        .thenCompose(InstanceRequests::accepted);
  }

  /** Something that is over when the instance is idle again. */
  CompletionStage<Operation> operation(
      InstanceId id, Function<ActorRef<InstanceActor.Answer>, InstanceActor.Asked> request) {
    return tell(id, request).thenCompose(accepted -> operation(id));
  }

  private CompletionStage<Operation> operation(InstanceId id) {
    return owner(id)
        .thenApply(owner -> new Operation(id, wait(owner.actor(), InstanceActor.WhenIdle::new)));
  }

  /** The migration that the answer names, or this one. */
  CompletionStage<Migration> migration(
      InstanceId id,
      MigrationId next,
      Function<ActorRef<InstanceActor.Answer>, InstanceActor.Asked> request) {
    return tell(id, request)
        .thenCompose(
            accepted -> {
              MigrationId earlier = accepted.migration();
              return migration(id, earlier == null ? next : earlier);
            });
  }

  private CompletionStage<Migration> migration(InstanceId id, MigrationId migration) {
    return owner(id)
        .thenApply(
            owner ->
                new Migration(
                    migration,
                    id,
                    this.<InstanceActor.Command, InstanceView>wait(
                            owner.actor(),
                            replyTo -> new InstanceActor.WhenMigrationEnds(migration, replyTo))
                        .thenApply(view -> ended(view, migration))));
  }

  private static MigrationView ended(InstanceView view, MigrationId migration) {
    return view.migration(migration)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "instance %s has had so many migrations since that %s is forgotten"
                        .formatted(view.id(), migration)));
  }

  /** Something that has happened when it is accepted. */
  CompletionStage<InstanceView> order(
      InstanceId id, Function<ActorRef<InstanceActor.Answer>, InstanceActor.Asked> request) {
    return tell(id, request).thenApply(InstanceActor.Accepted::view);
  }

  private CompletionStage<InstanceActor.Accepted> tell(
      InstanceId id, Function<ActorRef<InstanceActor.Answer>, InstanceActor.Asked> request) {
    return owner(id)
        .thenCompose(
            owner ->
                this.<InstanceActor.Command, InstanceActor.Answer>ask(
                    owner.actor(), replyTo -> keyed(request.apply(replyTo))))
        .thenCompose(InstanceRequests::accepted);
  }

  private InstanceActor.Asked keyed(InstanceActor.Asked request) {
    return key == null ? request : new InstanceActor.Keyed(key, request);
  }

  private static CompletionStage<InstanceActor.Accepted> accepted(InstanceActor.Answer answer) {
    if (answer instanceof InstanceActor.Accepted accepted) {
      return CompletableFuture.completedStage(accepted);
    }
    return CompletableFuture.failedStage(
        answer instanceof InstanceActor.Unknown unknown
            ? new OutcomeUnknownException(unknown.why())
            : refusal((InstanceActor.Refused) answer));
  }

  private static RequestRefusedException refusal(InstanceActor.Refused refused) {
    return new RequestRefusedException(
        refused.rejection().reason(), refused.rejection().sentence());
  }

  // Questions.

  CompletionStage<InstanceView> find(String name) {
    return found(replyTo -> new Instances.FindByName(name, replyTo), "'" + name + "'")
        .thenCompose(owner -> ask(owner.actor(), InstanceActor.Describe::new));
  }

  CompletionStage<InstanceView> find(InstanceId id) {
    return owner(id).thenCompose(owner -> ask(owner.actor(), InstanceActor.Describe::new));
  }

  CompletionStage<List<InstanceView>> all() {
    return this.<Instances.Command, Instances.All>ask(there.instances(), Instances.ListAll::new)
        .thenCompose(
            all ->
                all.trouble().isEmpty()
                    ? Stages.sequence(all.instances().stream().map(this::described).toList())
                    : CompletableFuture.failedStage(unavailable(all.trouble())));
  }

  private CompletionStage<InstanceView> described(Instances.Listed listed) {
    ActorRef<InstanceActor.Command> actor = listed.actor();
    return actor == null
        ? CompletableFuture.completedStage(listed.view())
        : ask(actor, InstanceActor.Describe::new);
  }

  private CompletionStage<Instances.Owner> owner(InstanceId id) {
    return found(replyTo -> new Instances.Find(id, replyTo), id.value());
  }

  private CompletionStage<Instances.Owner> found(
      Function<ActorRef<Instances.Found>, Instances.Command> question, String what) {
    return this.<Instances.Command, Instances.Found>ask(there.instances(), question)
        .thenCompose(found -> owner(found, what));
  }

  private static CompletionStage<Instances.Owner> owner(Instances.Found found, String what) {
    if (!found.trouble().isEmpty()) {
      return CompletableFuture.failedStage(unavailable(found.trouble()));
    }
    return found
        .owner()
        .<CompletionStage<Instances.Owner>>map(CompletableFuture::completedStage)
        .orElseGet(
            () ->
                CompletableFuture.failedStage(
                    new RequestRefusedException(
                        Refusal.NOT_FOUND, "there is no instance " + what)));
  }

  private static RequestRefusedException unavailable(String why) {
    return new RequestRefusedException(Refusal.UNAVAILABLE, why);
  }

  private <Q, A> CompletionStage<A> ask(RecipientRef<Q> target, Function<ActorRef<A>, Q> question) {
    return Stages.ask(target, question::apply, timeout, system);
  }

  /** Waits for something that has deadlines of its own. */
  private <Q, A> CompletionStage<A> wait(
      RecipientRef<Q> target, Function<ActorRef<A>, Q> question) {
    return Stages.ask(target, question::apply, LONGEST_WAIT, system);
  }
}
