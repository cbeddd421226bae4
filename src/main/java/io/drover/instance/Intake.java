package io.drover.instance;

import io.drover.instance.InstanceActor.Accepted;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Boot;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceActor.ForMigration;
import io.drover.instance.InstanceActor.Keyed;
import io.drover.instance.InstanceActor.Refused;
import io.drover.instance.InstanceSignal.Checked;
import io.drover.model.Refusal;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each request: it is judged by its key, by what is recorded, and by what the
 * actors of the hosts know, who are asked about one request at a time. The instance's actor carries
 * out what is decided here. Used in its thread.
 */
final class Intake {
  private static final Rejection ENDS =
      new Rejection(
          Refusal.UNAVAILABLE, "the boot of this instance has just been refused; ask again");

  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final Requests requests;
  private final ActorRef<Instances.Command> registry;
  private @Nullable Asked checked;
  private @Nullable Keyed checkedKey;
  private boolean ends;

  Intake(
      ActorContext<Command> context,
      InstanceEnvironment environment,
      Requests requests,
      ActorRef<Instances.Command> registry) {
    this.context = context;
    this.environment = environment;
    this.requests = requests;
    this.registry = registry;
  }

  /** What is to be done about a request. */
  sealed interface Decision {}

  enum Wait implements Decision {
    /** It is asked about; the decision follows. */
    FOR_HOSTS,
    /** It comes again when the one before is decided. */
    FOR_EARLIER
  }

  /** It has its answer. */
  record Told(ActorRef<Answer> replyTo, Answer answer) implements Decision {}

  /** It is accepted as soon as these are recorded. */
  record Taken(List<InstanceEvent> events, ActorRef<Answer> replyTo) implements Decision {}

  /** A request arrived. */
  Decision take(InstanceState state, Asked asked) {
    if (ends) {
      return new Told(asked.replyTo(), new Refused(ENDS));
    } else if (asked instanceof Keyed keyed) {
      Answer earlier = RequestKeys.answer(state, keyed);
      if (earlier != null) {
        return new Told(keyed.replyTo(), earlier);
      } else if (checkedKey != null && keyed.key().equals(checkedKey.key())) {
        return Wait.FOR_EARLIER;
      }
      return judge(state, keyed.request(), keyed);
    }
    return judge(state, asked, null);
  }

  private Decision judge(InstanceState state, Asked request, @Nullable Keyed keyed) {
    if (request instanceof ForMigration order) {
      return judge(state, order, keyed);
    }
    Rejection rejection = requests.rejection(state, request, busy());
    if (rejection != null) {
      return new Told(request.replyTo(), new Refused(rejection));
    }
    checked = request;
    checkedKey = keyed;
    requests.check(state, request);
    return Wait.FOR_HOSTS;
  }

  private Decision judge(InstanceState state, ForMigration request, @Nullable Keyed keyed) {
    MigrationOrder order = MigrationOrder.of(state, request, environment.now(context));
    if (order.rejection() != null) {
      return new Told(request.replyTo(), new Refused(order.rejection()));
    } else if (order.event() == null && keyed == null) {
      // What was asked for is so already.
      return new Told(request.replyTo(), new Accepted(state.view()));
    }
    List<InstanceEvent> events =
        order.event() == null ? List.of() : List.of(new InstanceEvent.OfMigration(order.event()));
    return new Taken(RequestKeys.with(events, keyed), request.replyTo());
  }

  /** The hosts answered: the request is taken, or refused for what they said. */
  Decision onChecked(InstanceState state, Checked answer) {
    Asked request = answer.request();
    if (!request.equals(checked) || requests.checkDestination(state, answer)) {
      return Wait.FOR_HOSTS;
    }
    Keyed keyed = checkedKey;
    forget();
    Rejection rejection = requests.rejection(state, answer);
    if (rejection == null) {
      return new Taken(
          RequestKeys.with(requests.accepted(state, answer), keyed), request.replyTo());
    } else if (request instanceof Boot) {
      neverCreated(state);
    }
    return new Told(request.replyTo(), new Refused(rejection));
  }

  /** Whether the hosts are being asked about a request. */
  boolean busy() {
    return checked != null;
  }

  /** The request that the hosts are being asked about has its answer already. */
  void forget() {
    checked = null;
    checkedKey = null;
  }

  /** There is no such instance, and there will be none: the registry ends this actor. */
  void neverCreated(InstanceState state) {
    ends = true;
    registry.tell(new Instances.NeverCreated(state.id()));
  }
}
