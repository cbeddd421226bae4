package io.drover.instance;

import io.drover.host.HostReport;
import io.drover.instance.InstanceSignal.Checked;
import io.drover.instance.InstanceSignal.FromMigration;
import io.drover.instance.InstanceSignal.Ignored;
import io.drover.instance.InstanceSignal.Proceed;
import io.drover.instance.InstanceSignal.Tick;
import io.drover.migration.MigrationActor;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.VmState;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.jspecify.annotations.Nullable;

/**
 * One virtual machine: the only owner of all that is known of it and the only writer of its
 * journal. It takes one operation at a time, carries it out through {@link OperationRunner}, and
 * has a child for each live migration, whose events it records.
 *
 * <p>Event-sourced. After a start, a crash or a failed write it reads its journal, claims again
 * what is its own, and goes on with whatever was unfinished. Spawned and found by the registry.
 */
public final class InstanceActor extends InstanceBehavior {

  /** What an instance can be told. */
  public sealed interface Command permits Asked, ReadOnly, HostTold, Opened, InstanceSignal {}

  /** A request, which is accepted or refused. */
  public sealed interface Asked extends Command {
    /** Who is told. */
    ActorRef<Answer> replyTo();
  }

  /**
   * Create it and boot it on this host; or, if it adopts, take over its guest that runs there.
   *
   * @param asked the id that was asked for; another one's, if it comes again under its key
   */
  public record Boot(
      InstanceId asked, InstanceSpec spec, String host, boolean adopts, ActorRef<Answer> replyTo)
      implements Asked {}

  /** Start, stop, reboot, pause, unpause, suspend, resume or delete it. */
  public record Request(OperationKind kind, ActorRef<Answer> replyTo) implements Asked {}

  /**
   * Move it while it runs.
   *
   * @param migration the identity of the migration that this makes
   * @param blockMigration whether its local disks are copied too
   * @param hooks the name under which the hooks to run at the end were registered
   */
  public record LiveMigrate(
      MigrationId migration,
      String destination,
      boolean blockMigration,
      String hooks,
      ActorRef<Answer> replyTo)
      implements Asked {}

  /** An order about its migration that is under way. */
  public sealed interface ForMigration extends Asked {}

  /** End its migration without moving it, if that is still possible. */
  public record AbortMigration(ActorRef<Answer> replyTo) implements ForMigration {}

  /** Bring its running migration to its end, whatever the guest does. */
  public record ForceCompleteMigration(ActorRef<Answer> replyTo) implements ForMigration {}

  /** Take an operator's word on its unresolved migration: where it runs, the other copy fenced. */
  public record ResolveMigration(String runsOn, boolean fenced, ActorRef<Answer> replyTo)
      implements ForMigration {}

  /** A command that changes nothing. */
  sealed interface ReadOnly extends Command {}

  /** A request that is done once only, however often it comes under this key. */
  public record Keyed(String key, Asked request) implements Asked {
    @Override
    public ActorRef<Answer> replyTo() {
      return request.replyTo();
    }
  }

  /** Describe yourself. */
  public record Describe(ActorRef<InstanceView> replyTo) implements ReadOnly {}

  /** Reply when no operation and no migration is under way; hooks may still be. */
  public record WhenIdle(ActorRef<InstanceView> replyTo) implements ReadOnly {}

  /** Reply when this migration has a terminal status. */
  public record WhenMigrationEnds(MigrationId migration, ActorRef<InstanceView> replyTo)
      implements ReadOnly {}

  /** The answer to a request. */
  public sealed interface Answer {}

  /**
   * It was accepted, and is recorded.
   *
   * @param migration the migration that it made when it came first under its key; else null
   */
  public record Accepted(InstanceView view, @Nullable MigrationId migration) implements Answer {
    /** It came for the first time. */
    public Accepted(InstanceView view) {
      this(view, null);
    }
  }

  /** It was refused; nothing happened. */
  public record Refused(Rejection rejection) implements Answer {}

  /** Nobody can tell whether it was recorded. */
  public record Unknown(String why) implements Answer {}

  /** A host tells something that may concern it. */
  record HostTold(HostReport report) implements Command {}

  /** The answer to {@link Instances.Open}. */
  record Opened(List<String> hosts, boolean stored) implements Command {
    Opened {
      hosts = List.copyOf(hosts);
    }
  }

  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final InstanceId id;
  private final OperationRunner runner;
  private final Intake intake;
  private final Announcer announcer;
  private final Observer observer;
  private final LeftoverSweep sweep;
  private final ActorRef<Instances.Command> registry;
  private final MigrationChildren migrations;
  private final Consequences consequences;
  private final TimerScheduler<Command> timers;
  private final Lasting lasting;
  private boolean again;

  /** The journal of this instance. */
  public static PersistenceId persistenceId(InstanceId id) {
    return Streams.of(id);
  }

  /**
   * The behaviour of the instance with this id.
   *
   * @param open the hosts that the index says its unfinished work may touch
   */
  static Behavior<Command> create(
      InstanceEnvironment environment,
      InstanceId id,
      List<String> open,
      ActorRef<Instances.Command> registry) {
    return Behaviors.setup(
        outer -> {
          Lasting lasting = new Lasting(environment.writes().writer(), open);
          return lasting.around(
              Behaviors.setup(
                  context ->
                      Behaviors.withTimers(
                          timers ->
                              new InstanceActor(
                                  context, timers, environment, id, registry, lasting))),
              environment.settings().waitingRequests());
        });
  }

  private InstanceActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment,
      InstanceId id,
      ActorRef<Instances.Command> registry,
      Lasting lasting) {
    super(environment, id, lasting);
    this.context = context;
    this.environment = environment;
    this.id = id;
    this.runner = new OperationRunner(context, timers, environment);
    this.sweep = new LeftoverSweep(context, timers, environment);
    this.intake =
        new Intake(
            context, environment, new Requests(context, environment, sweep::underWay), registry);
    this.announcer = new Announcer(context, environment);
    this.observer = new Observer(context, timers, environment);
    this.registry = registry;
    this.lasting = lasting;
    this.migrations = new MigrationChildren(context, timers, environment);
    this.consequences = new Consequences(context, environment, runner, observer, sweep, migrations);
    this.timers = timers;
    this.again = lasting.startsAgain();
    lasting.unanswered().forgotten().forEach(context.getSelf()::tell);
  }

  @Override
  public CommandHandlerWithReply<Command, InstanceEvent, InstanceState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Opened.class, this::onOpened)
        .onCommand(this::hasToWait, command -> Effect().stash())
        .onCommand(this::isAnswered, command -> Effect().noReply())
        .onCommand(Asked.class, this::onAsked)
        .onCommand(Checked.class, this::onChecked)
        .onCommand(Describe.class, (state, ask) -> Effect().reply(ask.replyTo(), state.view()))
        .onCommand(
            WhenIdle.class, (state, when) -> wait(state, InstanceState::idle, when.replyTo()))
        .onCommand(
            WhenMigrationEnds.class,
            (state, when) -> wait(state, now -> now.ended(when.migration()), when.replyTo()))
        .onCommand(FromMigration.class, this::onMigrationEvent)
        .onCommand(
            InstanceSignal.MigrationStopped.class,
            (state, stopped) -> done(() -> migrations.onStopped(state, stopped)))
        .onCommand(
            InstanceSignal.ResumeMigration.class,
            (state, resume) -> done(() -> migrations.resume(state, resume.migration())))
        .onCommand(
            InstanceSignal.Looked.class,
            (state, seen) -> follow(state, runner.onLooked(state, seen)))
        .onCommand(
            InstanceSignal.Acted.class,
            (state, acted) -> follow(state, runner.onActed(state, acted)))
        .onCommand(Proceed.class, (state, on) -> follow(state, runner.onProceed(state, on)))
        .onCommand(
            InstanceSignal.SweepLooked.class,
            (state, seen) -> follow(state, sweep.onLooked(state, intake.busy(), seen)))
        .onCommand(
            InstanceSignal.SweepActed.class,
            (state, acted) -> follow(state, sweep.onActed(state, acted)))
        .onCommand(HostTold.class, this::onHostTold)
        .onCommand(
            InstanceSignal.Observed.class,
            (state, seen) -> follow(state, observer.onObserved(state, seen)))
        .onCommand(Tick.class, this::onTick)
        .onCommand(Ignored.class, ignored -> Effect().noReply())
        .build();
  }

  // Requests.

  /** One that was given up while the journal could not be read. */
  private boolean isAnswered(Command command) {
    return command instanceof Asked request && !lasting.unanswered().awaits(request);
  }

  private ReplyEffect<InstanceEvent, InstanceState> onAsked(InstanceState state, Asked request) {
    return carryOut(state, intake.take(state, request));
  }

  private ReplyEffect<InstanceEvent, InstanceState> onChecked(InstanceState state, Checked answer) {
    Intake.Decision decision = intake.onChecked(state, answer);
    return decision == Intake.Wait.FOR_HOSTS
        ? Effect().noReply()
        : carryOut(state, decision).thenUnstashAll();
  }

  private ReplyEffect<InstanceEvent, InstanceState> carryOut(
      InstanceState state, Intake.Decision decision) {
    if (decision instanceof Intake.Taken taken) {
      return accept(state, taken);
    } else if (decision instanceof Intake.Told told) {
      return done(() -> lasting.unanswered().answer(told.replyTo(), told.answer()));
    }
    return decision == Intake.Wait.FOR_EARLIER ? Effect().stash() : Effect().noReply();
  }

  /** The first write of a boot was counted as it was registered. */
  private ReplyEffect<InstanceEvent, InstanceState> accept(
      InstanceState before, Intake.Taken taken) {
    if (before.created() && !lasting.writer().tryBegin()) {
      Refused busy = new Refused(environment.writes().busy());
      return done(() -> lasting.unanswered().answer(taken.replyTo(), busy));
    }
    lasting.unanswered().await(before.after(taken.events()), taken.replyTo());
    return write(before, taken.events(), lasting.unanswered()::written);
  }

  private ReplyEffect<InstanceEvent, InstanceState> wait(
      InstanceState state, Predicate<InstanceState> until, ActorRef<InstanceView> replyTo) {
    return done(() -> lasting.waiters().add(state, until, replyTo));
  }

  // What was recorded, and what follows.

  private ReplyEffect<InstanceEvent, InstanceState> follow(
      InstanceState before, @Nullable InstanceEvent event) {
    return follow(before, event == null ? List.of() : List.of(event));
  }

  private ReplyEffect<InstanceEvent, InstanceState> follow(
      InstanceState before, List<InstanceEvent> events) {
    return events.isEmpty() ? Effect().noReply() : write(before, events, after -> {});
  }

  @Override
  void recorded(InstanceState before, List<InstanceEvent> events) {
    InstanceState state = before;
    for (InstanceEvent event : events) {
      InstanceState after = state.after(event);
      announcer.announce(state, event, after);
      state = after;
    }
    lasting.announced(state);
    if (state.vmState() == VmState.DELETED) {
      // Before anybody learns of it: its name is free from now on.
      registry.tell(new Instances.Settled(id, true));
    }
    lasting.waiters().tell(state);
    for (InstanceEvent event : events) {
      consequences.of(event, state);
    }
    restIfDone(state);
  }

  @Override
  void open(List<String> hosts) {
    registry.tell(new Instances.Open(id, hosts, context.getSelf()));
  }

  private void restIfDone(InstanceState state) {
    if (Unfinished.hosts(state).isEmpty()) {
      lasting.opened().clear();
      registry.tell(new Instances.Rests(id, Resting.of(state, environment.now(context))));
    }
  }

  private ReplyEffect<InstanceEvent, InstanceState> onTick(InstanceState state, Tick tick) {
    switch (tick) {
      case POLL -> runner.look(state);
      case REPEAT_SHUTDOWN -> runner.onRepeatShutdown(state);
      case OBSERVE -> observer.onTick(state);
      case SWEEP -> sweep.now(state);
      case RESUME -> resume(state);
      case CLOSE_STREAM -> {
        return onCloseStream();
      }
      case STAGE_DEADLINE -> {
        return follow(state, runner.onStageDeadline(state));
      }
    }
    return Effect().noReply();
  }

  // Its migrations.

  private ReplyEffect<InstanceEvent, InstanceState> onMigrationEvent(
      InstanceState state, FromMigration from) {
    MigrationEvent event = from.request().event();
    Optional<MigrationRecord> known = state.migration(event.migration());
    if (known.isEmpty()) {
      return Effect().noReply();
    } else if (!state.allows(known.get(), event)) {
      from.request().replyTo().tell(new MigrationActor.Recorded(known.get()));
      return Effect().noReply();
    }
    InstanceEvent wrapped = new InstanceEvent.OfMigration(event);
    return write(
        state,
        List.of(wrapped),
        after ->
            after
                .migration(event.migration())
                .ifPresent(now -> from.request().replyTo().tell(new MigrationActor.Recorded(now))));
  }

  // What hosts tell.

  private ReplyEffect<InstanceEvent, InstanceState> onHostTold(InstanceState state, HostTold told) {
    boolean releasing = runner.releasesClaim() || sweep.releasesClaim();
    if (told.report() instanceof HostReport.StateChanged && !releasing) {
      Claims.again(state, told.report().host(), environment.migrations().hosts());
    }
    observer.onReport(state, told.report());
    sweep.onReport(state, told.report());
    return Effect().noReply();
  }

  // Recovery.

  /** No earlier write can be stored after this one. */
  private ReplyEffect<InstanceEvent, InstanceState> onCloseStream() {
    lasting.writer().begin();
    return Effect()
        .persist(new InstanceEvent.JournalReread(environment.now(context)))
        .thenRun(
            (InstanceState after) -> {
              lasting.writer().end();
              lasting.unanswered().notWritten();
              if (after.created()) {
                restIfDone(after);
              } else {
                intake.neverCreated(after);
              }
            })
        .thenNoReply();
  }

  @Override
  void onUnreadable(String why) {
    intake.forget();
    lasting.unanswered().unreadable(why);
    registry.tell(new Instances.Unreadable(id, why));
  }

  /** After a start, and after each write that failed. */
  @Override
  void onRecovered(InstanceState state) {
    migrations.forget();
    boolean mayChangeYet = lasting.unanswered().settle(state);
    if (mayChangeYet) {
      context.getSelf().tell(Tick.CLOSE_STREAM);
    }
    runner.forgetChildren();
    sweep.forget();
    if (!state.created()) {
      if (again) {
        intake.neverCreated(state);
      } else {
        registry.tell(new Instances.Empty(id));
      }
      lasting.found(state, announcer);
      return;
    }
    for (String host : environment.migrations().hosts().byName().keySet()) {
      Claims.again(state, host, environment.migrations().hosts());
    }
    MissingHosts.warn(state, environment.migrations().hosts(), context.getLog());
    if (again) {
      again = false;
      timers.startSingleTimer(Tick.RESUME, environment.settings().restartDelay());
    } else {
      resume(state);
    }
    registry.tell(new Instances.Settled(id, state.vmState() == VmState.DELETED));
    if (!mayChangeYet) {
      restIfDone(state);
    }
    lasting.found(state, announcer);
  }

  private void resume(InstanceState state) {
    Operation operation = state.operation();
    if (operation != null) {
      context.getLog().info("instance {}: goes on with its {}", id, operation.kind().label());
      runner.resume(state);
    }
    observer.onIdle(state);
    sweep.later(state);
    migrations.carryOn(state);
  }
}
