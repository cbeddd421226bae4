package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Command;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;

/** One request of an instance: what is replied, what is recorded, what the state is then. */
abstract class RequestTest extends InstanceTest {
  protected final EventSourcedBehaviorTestKit<Command, InstanceEvent, InstanceState> kit =
      EventSourcedBehaviorTestKit.create(
          testKit.system(),
          InstanceActor.create(environment(), id, List.of(), withIndex(registry)),
          EventSourcedBehaviorTestKit.enabledSerializationSettings()
              .withVerifyCommands(false)
              .withVerifyState(false));

  /**
   * What follows a request. The kit waits for the reply by itself, so what the hosts are asked and
   * answer meanwhile happens on another thread.
   */
  protected final CommandResultWithReply<Command, InstanceEvent, InstanceState, Answer> run(
      Function<ActorRef<Answer>, Command> request, Runnable... hosts) {
    CompletableFuture<Void> answered =
        CompletableFuture.runAsync(
            () -> List.of(hosts).forEach(Runnable::run),
            testKit.system().dispatchers().lookup(DispatcherSelector.blocking()));
    CommandResultWithReply<Command, InstanceEvent, InstanceState, Answer> result =
        kit.runCommand(request);
    answered.join();
    return result;
  }

  /** An idle instance in this state to which this has happened since. */
  protected final void given(VmState vmState, InstanceEvent... more) {
    given(Given.history(vmState, more));
  }

  protected final void given(InstanceEvent... events) {
    kit.initialize((Object[]) events);
    InstanceState state = Given.after(events);
    if (state.claimed()) {
      (state.host().equals("hv1") ? hv1 : hv2).isReclaimed();
    }
  }

  protected static void assertAccepted(
      CommandResultWithReply<Command, InstanceEvent, InstanceState, Answer> result) {
    assertThat(result.reply()).isInstanceOf(InstanceActor.Accepted.class);
  }

  /** Nothing happened. */
  protected static Rejection assertRefused(
      CommandResultWithReply<Command, InstanceEvent, InstanceState, Answer> result,
      Refusal reason) {
    assertThat(result.reply()).isInstanceOf(InstanceActor.Refused.class);
    Rejection rejection = ((InstanceActor.Refused) result.reply()).rejection();
    assertThat(rejection.reason()).as(rejection.sentence()).isEqualTo(reason);
    assertThat(result.hasNoEvents()).isTrue();
    return rejection;
  }

  protected static Function<ActorRef<Answer>, Command> ask(OperationKind kind) {
    return replyTo -> new InstanceActor.Request(kind, replyTo);
  }
}
