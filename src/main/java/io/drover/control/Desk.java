package io.drover.control;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
import io.drover.OutcomeUnknownException;
import io.drover.RebootType;
import io.drover.RequestRefusedException;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.runtime.Stages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the requests of all clients to a Drover, and has its answers told and recorded. */
public final class Desk implements ControlServer.Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final Drover drover;
  private final String hooks;
  private final InFlight inFlight = new InFlight();

  /** Is not open yet. */
  Desk(Drover drover, String hooks) {
    this.drover = drover;
    this.hooks = hooks;
  }

  /**
   * Has a server's clients served from now on.
   *
   * @param hooks the name of the hooks of migrations that name none
   */
  public static Desk open(Drover drover, String hooks, ControlServer server) {
    Desk desk = new Desk(drover, hooks);
    drover.listen(
        notice -> {
          if (!(notice instanceof Notice.InstanceRecorded)) {
            server.publish(notice);
          }
        });
    server.serve(desk);
    return desk;
  }

  /** Refuses all requests from now on; completes when those before are answered. */
  public CompletionStage<Done> close() {
    return inFlight.stop();
  }

  @Override
  public void take(String user, Request request, Replies replies) {
    Audit audit = Audit.taken(user, request);
    if (!inFlight.begin()) {
      answer(
          audit,
          replies,
          new Answer.Refused(
              Refusal.UNAVAILABLE, "this Drover is stopping; ask again when it has been started"));
      return;
    }
    CompletionStage<Outcome> outcome;
    try {
      outcome = ask(request, replies);
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedStage(e);
    }
    outcome.whenComplete(
        (done, failure) -> {
          try {
            tell(
                audit,
                replies,
                failure == null ? done : new Outcome(failed(request, failure), null));
          } finally {
            inFlight.end();
          }
        });
  }

  /**
   * What a request came to.
   *
   * @param end what is told as well when it has ended; null: there is nothing to wait for
   */
  record Outcome(Answer answer, @Nullable CompletionStage<Answer> end) {}

  /** The end only after the answer, also when what is waited for has ended before that. */
  static void tell(Audit audit, Replies replies, Outcome outcome) {
    answer(audit, replies, outcome.answer());
    CompletionStage<Answer> end = outcome.end();
    if (end != null) {
      end.whenComplete(
          (ended, failure) -> replies.ended(failure == null ? ended : untold(outcome, failure)));
    }
  }

  private static void answer(Audit audit, Replies replies, Answer answer) {
    audit.answered(answer);
    replies.answer(answer);
  }

  private static Answer failed(Request request, Throwable failure) {
    Throwable cause = Stages.cause(failure);
    if (cause instanceof RequestRefusedException refused) {
      return new Answer.Refused(refused.reason(), String.valueOf(refused.getMessage()));
    } else if (cause instanceof IllegalArgumentException) {
      return new Answer.Refused(Refusal.INVALID_REQUEST, String.valueOf(cause.getMessage()));
    } else if (cause instanceof OutcomeUnknownException) {
      return new Answer.Failed(String.valueOf(cause.getMessage()));
    } else if (!(cause instanceof TimeoutException)) {
      LOG.error("{} was not answered", request, cause);
    }
    return new Answer.Failed(
        request.verb().changes()
            ? "there was no answer, so it is not known whether it was taken"
            : "there was no answer; ask again");
  }

  /** What is waited for may be forgotten by then, or its instance cannot be asked. */
  private static Answer untold(Outcome outcome, Throwable failure) {
    LOG.warn(
        "the end of {} cannot be told: {}", outcome.answer(), Stages.cause(failure).toString());
    return new Answer.Failed("it was accepted, but its end cannot be told any more");
  }

  private CompletionStage<Outcome> ask(Request request, Replies replies) {
    Drover asked = request.key() == null ? drover : drover.once(request.key());
    return switch (request.verb()) {
      case BOOT -> boot(asked, request, (Arguments.Boot) request.arguments());
      case START -> operation(request, asked::start);
      case STOP -> operation(request, asked::stop);
      case PAUSE -> operation(request, asked::pause);
      case UNPAUSE -> operation(request, asked::unpause);
      case SUSPEND -> operation(request, asked::suspend);
      case RESUME -> operation(request, asked::resume);
      case DELETE -> operation(request, asked::delete);
      case REBOOT -> {
        boolean hard = ((Arguments.Reboot) request.arguments()).hard();
        yield operation(request, id -> asked.reboot(id, hard ? RebootType.HARD : RebootType.SOFT));
      }
      case LIVE_MIGRATE -> liveMigrate(asked, request, (Arguments.LiveMigrate) request.arguments());
      case ABORT -> done(id(request).thenCompose(asked::abortMigration));
      case FORCE_COMPLETE -> done(id(request).thenCompose(asked::forceCompleteMigration));
      case RESOLVE -> {
        Arguments.Resolve word = (Arguments.Resolve) request.arguments();
        yield done(id(request).thenCompose(id -> asked.resolve(id, word.runsOn(), word.fenced())));
      }
      case ADOPT -> answer(adopt(asked, (Arguments.Adopt) request.arguments()));
      case DISABLE -> done(drover.disableHost(host(request), reason(request)));
      case ENABLE -> done(drover.enableHost(host(request)));
      case FENCE -> done(drover.fenceHost(host(request), reason(request)));
      case UNFENCE -> done(drover.unfenceHost(host(request)));
      case SHOW -> answer(found(request).thenApply(Answer.One::new));
      case LIST -> answer(instances(((Arguments.Listing) request.arguments()).deleted()));
      case HOSTS -> answer(drover.hosts().thenApply(Answer.Hosts::new));
      case WATCH -> {
        replies.watch();
        yield answer(instances(false));
      }
    };
  }

  // Operations.

  private static CompletionStage<Outcome> boot(Drover asked, Request request, Arguments.Boot boot) {
    InstanceSpec spec =
        new InstanceSpec(
            boot.name(),
            new Flavor(boot.vcpus(), boot.memory(), boot.disk()),
            boot.vifs(),
            boot.dirtyRate());
    return asked.boot(spec, boot.host()).thenApply(operation -> accepted(request, operation));
  }

  private static CompletionStage<Answer> adopt(Drover asked, Arguments.Adopt adopt) {
    InstanceSpec spec =
        new InstanceSpec(
            adopt.name(), new Flavor(adopt.vcpus(), adopt.memory(), adopt.disk()), adopt.vifs(), 0);
    return asked
        .adopt(new InstanceId(adopt.guest()), spec, adopt.host())
        .thenApply(view -> new Answer.Accepted(view.id(), null));
  }

  private CompletionStage<Outcome> operation(
      Request request, Function<InstanceId, CompletionStage<Operation>> operate) {
    return id(request).thenCompose(operate).thenApply(operation -> accepted(request, operation));
  }

  private static Outcome accepted(Request request, Operation operation) {
    return new Outcome(
        new Answer.Accepted(operation.instance(), null),
        request.waits() ? end(request, operation) : null);
  }

  private static CompletionStage<Answer> end(Request request, Operation operation) {
    return operation
        .ended()
        .thenApply(view -> new Answer.Ended(succeeded(request, view), view, null));
  }

  private static boolean succeeded(Request request, InstanceView view) {
    return view.fault() == null
        && (request.verb() == Verb.DELETE) == (view.vmState() == VmState.DELETED);
  }

  private CompletionStage<Outcome> liveMigrate(
      Drover asked, Request request, Arguments.LiveMigrate move) {
    LiveMigration order =
        new LiveMigration(
            move.to(), move.blockMigration(), move.hooks() == null ? hooks : move.hooks());
    return id(request)
        .thenCompose(id -> asked.liveMigrate(id, order))
        .thenApply(
            migration ->
                new Outcome(
                    new Answer.Accepted(migration.instance(), migration.id()),
                    request.waits() ? end(migration) : null));
  }

  private CompletionStage<Answer> end(Migration migration) {
    return migration
        .ended()
        .thenCompose(
            ended ->
                drover
                    .instance(migration.instance())
                    .thenApply(
                        view ->
                            new Answer.Ended(
                                ended.status() == MigrationStatus.COMPLETED, view, ended)));
  }

  private static <T> CompletionStage<Outcome> done(CompletionStage<T> order) {
    return order.thenApply(followed -> new Outcome(new Answer.Done(), null));
  }

  private static CompletionStage<Outcome> answer(CompletionStage<Answer> answer) {
    return answer.thenApply(told -> new Outcome(told, null));
  }

  // What a request is about.

  private static String host(Request request) {
    return request.arguments().subject();
  }

  private static String reason(Request request) {
    String reason = ((Arguments.OfHost) request.arguments()).reason();
    return reason == null ? "" : reason;
  }

  private CompletionStage<InstanceId> id(Request request) {
    return found(request).thenApply(InstanceView::id);
  }

  /** The instance whose name, or else whose id, the request has. */
  private CompletionStage<InstanceView> found(Request request) {
    String said = request.arguments().subject();
    return drover
        .find(said)
        .exceptionallyCompose(
            unknown ->
                drover
                    .instance(new InstanceId(said))
                    .exceptionallyCompose(
                        neither -> CompletableFuture.failedStage(toTell(unknown, neither))));
  }

  /** What was said is a name, unless an instance with this id is there and has trouble. */
  private static Throwable toTell(Throwable ofName, Throwable ofId) {
    boolean noSuchId =
        Stages.cause(ofId) instanceof RequestRefusedException refused
            && refused.reason() == Refusal.NOT_FOUND;
    return noSuchId ? ofName : ofId;
  }

  private CompletionStage<Answer> instances(boolean deleted) {
    return drover
        .instances()
        .thenApply(
            all ->
                new Answer.Instances(
                    all.stream()
                        .filter(view -> deleted || view.vmState() != VmState.DELETED)
                        .toList()));
  }
}
