package io.drover.control;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.Operation;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the requests of all clients to a Drover, and has its answers told and recorded. */
public final class Desk implements ControlServer.Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final Drover drover;
  private final String hooks;
  private final InFlight inFlight = new InFlight();

  private Desk(Drover drover, String hooks) {
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
    if (!inFlight.begin()) {
      answer(
          user,
          request,
          replies,
          new Answer.Refused(
              Refusal.UNAVAILABLE, "this Drover is stopping; ask again when it has been started"));
      return;
    }
    CompletionStage<Answer> answer;
    try {
      answer = ask(request, replies);
    } catch (IllegalArgumentException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete(
        (done, failure) -> {
          answer(user, request, replies, failure == null ? done : failed(request, failure));
          inFlight.end();
        });
  }

  private static void answer(String user, Request request, Replies replies, Answer answer) {
    Audit.answered(user, request, answer);
    replies.answer(answer);
  }

  private static Answer failed(Request request, Throwable failure) {
    Throwable cause = Stages.cause(failure);
    if (cause instanceof RequestRefusedException refused) {
      return new Answer.Refused(refused.reason(), String.valueOf(refused.getMessage()));
    } else if (cause instanceof IllegalArgumentException) {
      return new Answer.Refused(Refusal.INVALID_REQUEST, String.valueOf(cause.getMessage()));
    } else if (!(cause instanceof TimeoutException)) {
      LOG.error("{} was not answered", request, cause);
    }
    return new Answer.Failed("there was no answer, so it is not known whether it was taken");
  }

  private CompletionStage<Answer> ask(Request request, Replies replies) {
    Drover asked = request.key() == null ? drover : drover.once(request.key());
    return switch (request.verb()) {
      case BOOT -> boot(asked, request, (Arguments.Boot) request.arguments(), replies);
      case START -> operation(request, replies, asked::start);
      case STOP -> operation(request, replies, asked::stop);
      case PAUSE -> operation(request, replies, asked::pause);
      case UNPAUSE -> operation(request, replies, asked::unpause);
      case SUSPEND -> operation(request, replies, asked::suspend);
      case RESUME -> operation(request, replies, asked::resume);
      case DELETE -> operation(request, replies, asked::delete);
      case REBOOT -> {
        boolean hard = ((Arguments.Reboot) request.arguments()).hard();
        yield operation(
            request, replies, id -> asked.reboot(id, hard ? RebootType.HARD : RebootType.SOFT));
      }
      case LIVE_MIGRATE ->
          liveMigrate(asked, request, (Arguments.LiveMigrate) request.arguments(), replies);
      case ABORT -> done(id(request).thenCompose(asked::abortMigration));
      case FORCE_COMPLETE -> done(id(request).thenCompose(asked::forceCompleteMigration));
      case RESOLVE -> {
        Arguments.Resolve word = (Arguments.Resolve) request.arguments();
        yield done(id(request).thenCompose(id -> asked.resolve(id, word.runsOn(), word.fenced())));
      }
      case ADOPT -> adopt(asked, (Arguments.Adopt) request.arguments());
      case DISABLE -> done(drover.disableHost(host(request), reason(request)));
      case ENABLE -> done(drover.enableHost(host(request)));
      case FENCE -> done(drover.fenceHost(host(request), reason(request)));
      case UNFENCE -> done(drover.unfenceHost(host(request)));
      case SHOW -> found(request).thenApply(Answer.One::new);
      case LIST -> instances(((Arguments.Listing) request.arguments()).deleted());
      case HOSTS -> drover.hosts().thenApply(Answer.Hosts::new);
      case WATCH -> {
        replies.watch();
        yield instances(false);
      }
    };
  }

  // Operations.

  private CompletionStage<Answer> boot(
      Drover asked, Request request, Arguments.Boot boot, Replies replies) {
    InstanceSpec spec =
        new InstanceSpec(
            boot.name(),
            new Flavor(boot.vcpus(), boot.memory(), boot.disk()),
            boot.vifs(),
            boot.dirtyRate());
    return asked
        .boot(spec, boot.host())
        .thenApply(operation -> accepted(request, operation, replies));
  }

  private CompletionStage<Answer> adopt(Drover asked, Arguments.Adopt adopt) {
    InstanceSpec spec =
        new InstanceSpec(
            adopt.name(), new Flavor(adopt.vcpus(), adopt.memory(), adopt.disk()), adopt.vifs(), 0);
    return asked
        .adopt(new InstanceId(adopt.guest()), spec, adopt.host())
        .thenApply(view -> new Answer.Accepted(view.id(), null));
  }

  private CompletionStage<Answer> operation(
      Request request, Replies replies, Function<InstanceId, CompletionStage<Operation>> operate) {
    return id(request)
        .thenCompose(operate)
        .thenApply(operation -> accepted(request, operation, replies));
  }

  private static Answer accepted(Request request, Operation operation, Replies replies) {
    if (request.waits()) {
      CompletionStage<Answer> end =
          operation
              .ended()
              .thenApply(view -> new Answer.Ended(succeeded(request, view), view, null));
      tellEnd(end, request, replies);
    }
    return new Answer.Accepted(operation.instance(), null);
  }

  private static boolean succeeded(Request request, InstanceView view) {
    return view.fault() == null
        && (request.verb() == Verb.DELETE) == (view.vmState() == VmState.DELETED);
  }

  private CompletionStage<Answer> liveMigrate(
      Drover asked, Request request, Arguments.LiveMigrate move, Replies replies) {
    LiveMigration order =
        new LiveMigration(
            move.to(), move.blockMigration(), move.hooks() == null ? hooks : move.hooks());
    return id(request)
        .thenCompose(id -> asked.liveMigrate(id, order))
        .thenApply(migration -> accepted(request, migration, replies));
  }

  private Answer accepted(Request request, Migration migration, Replies replies) {
    if (request.waits()) {
      CompletionStage<Answer> end =
          migration
              .ended()
              .thenCombine(
                  migration.ended().thenCompose(ended -> drover.instance(migration.instance())),
                  (ended, view) ->
                      new Answer.Ended(ended.status() == MigrationStatus.COMPLETED, view, ended));
      tellEnd(end, request, replies);
    }
    return new Answer.Accepted(migration.instance(), migration.id());
  }

  private static void tellEnd(CompletionStage<Answer> end, Request request, Replies replies) {
    end.whenComplete(
        (ended, failure) -> replies.ended(failure == null ? ended : failed(request, failure)));
  }

  private static <T> CompletionStage<Answer> done(CompletionStage<T> order) {
    return order.thenApply(followed -> new Answer.Done());
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
