package io.drover.instance;

import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceActor.Refused;
import io.drover.model.Refusal;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What every message to an instance passes on its arrival, also while the instance is writing or
 * starts again. Notes each request, and refuses those that are too many to be set aside.
 */
final class Door extends BehaviorInterceptor<Command, Command> {
  private final Unanswered unanswered;
  private final int most;

  Door(Unanswered unanswered, int most) {
    super(Command.class);
    this.unanswered = unanswered;
    this.most = most;
  }

  @Override
  public Behavior<Command> aroundReceive(
      TypedActorContext<Command> context, Command message, ReceiveTarget<Command> target) {
    if (message instanceof Asked request && !unanswered.take(request, most)) {
      request
          .replyTo()
          .tell(
              new Refused(
                  new Rejection(
                      Refusal.BUSY,
                      "%d requests wait for this instance already; try again soon"
                          .formatted(most))));
      return Behaviors.same();
    }
    return target.apply(context, message);
  }
}
