package io.drover;

import com.typesafe.config.Config;
import io.drover.host.HostActor;
import io.drover.instance.InstanceActor;
import io.drover.instance.Instances;
import io.drover.instance.OperationKind;
import io.drover.model.HostOrder;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.runtime.Feed;
import io.drover.runtime.Ids;
import io.drover.runtime.Mandate;
import io.drover.runtime.Stages;
import io.drover.runtime.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a host application holds: boots, reboots, moves and watches instances.
 *
 * <p>A request is answered as soon as it is accepted and recorded, or refused: then its stage fails
 * with a {@link RequestRefusedException} and nothing has happened. Should the store fail in
 * between, it fails with an {@link OutcomeUnknownException}. What was accepted goes on by itself,
 * also after a restart on the same store; its end is the stage in the answer. Thread-safe. No
 * method blocks.
 */
public final class Drover implements AutoCloseable {
  private static final int NOTICES = 1024;

  private final ActorSystem<?> system;
  private final boolean ownsSystem;
  private final ActorRef<Guardian.Command> guardian;
  private final CompletionStage<Done> guardianEnded;
  private final CompletionStage<Guardian.Parts> parts;
  private final Feed feed;
  private final Ids ids;
  private final Duration timeout;
  private final AtomicBoolean closed;
  private final @Nullable String key;

  private Drover(
      ActorSystem<?> system,
      boolean ownsSystem,
      ActorRef<Guardian.Command> guardian,
      CompletionStage<Done> guardianEnded,
      Feed feed,
      Ids ids,
      Duration timeout) {
    this.system = system;
    this.ownsSystem = ownsSystem;
    this.guardian = guardian;
    this.guardianEnded = guardianEnded;
    this.feed = feed;
    this.ids = ids;
    this.timeout = timeout;
    this.parts = Stages.ask(guardian, Guardian.WhoIsThere::new, timeout, system);
    this.closed = new AtomicBoolean();
    this.key = null;
  }

  private Drover(Drover same, String key) {
    this.system = same.system;
    this.ownsSystem = same.ownsSystem;
    this.guardian = same.guardian;
    this.guardianEnded = same.guardianEnded;
    this.feed = same.feed;
    this.ids = same.ids;
    this.timeout = same.timeout;
    this.parts = same.parts;
    this.closed = same.closed;
    this.key = key;
  }

  /**
   * Starts in an actor system of its own, which {@link #close} ends. Waits for the store, which is
   * opened first. Should another process become the writer of that store, it closes by itself.
   *
   * @throws com.typesafe.config.ConfigException when a setting cannot be used
   * @throws io.drover.store.StoreException when the store cannot be used
   */
  public static Drover start(DroverSetup setup) {
    section(setup.config());
    StartCheck.of(setup.config());
    ActorSystem<Object> system =
        ActorSystem.create(Behaviors.<Object>ignore(), "drover", setup.config());
    try {
      return start(system, true, setup);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  /**
   * Starts in the application's actor system, which stays, and with it the store stays open. Its
   * configuration applies; all else is as for {@link #start(DroverSetup)}.
   *
   * @throws com.typesafe.config.ConfigException when a setting cannot be used
   * @throws io.drover.store.StoreException when the store cannot be used
   */
  public static Drover startIn(ActorSystem<?> system, DroverSetup setup) {
    return start(system, false, setup);
  }

  /**
   * Reads the settings as a start does, and starts nothing.
   *
   * @param root the whole configuration
   * @throws com.typesafe.config.ConfigException when a setting cannot be used, with the place of it
   */
  public static void check(Config root) {
    StartCheck.of(root);
  }

  private static Drover start(ActorSystem<?> system, boolean ownsSystem, DroverSetup setup) {
    Settings settings = Settings.from(Waits.of(section(system.settings().config())));
    StartCheck.of(system);
    Feed feed = new Feed();
    OnlyDrover place = OnlyDrover.of(system);
    CompletableFuture<Done> ended = new CompletableFuture<>();
    ActorRef<Guardian.Command> guardian =
        system.systemActorOf(
            Guardian.create(setup, settings, feed, ended), place.take(), Props.empty());
    CompletionStage<Done> left =
        ended.thenApply(
            done -> {
              place.leave();
              return done;
            });
    Drover drover =
        new Drover(system, ownsSystem, guardian, left, feed, setup.ids(), settings.replyTimeout());
    Mandate.get(system).lost().thenRun(drover::close);
    return drover;
  }

  private static Config section(Config root) {
    if (!root.hasPath("drover.clock")) {
      throw new IllegalStateException(
          "the actor system's configuration lacks Drover's reference.conf: build it with"
              + " ConfigFactory.load(), and merge the reference.conf files of a shaded jar");
    }
    return root.getConfig("drover");
  }

  /**
   * Completes when the journals of all instances are read, what was unfinished goes on, and every
   * host has been tried once. Requests are taken before that too.
   */
  public CompletionStage<Done> ready() {
    return parts()
        .thenCompose(
            there -> {
              List<CompletionStage<Done>> all = new ArrayList<>();
              all.add(ask(there.instances(), Instances.WhenRecovered::new));
              there
                  .hosts()
                  .byName()
                  .values()
                  .forEach(host -> all.add(ask(host, HostActor.WhenSettled::new)));
              return Stages.sequence(all).thenApply(ignored -> Done.getInstance());
            });
  }

  private CompletionStage<Guardian.Parts> parts() {
    return closed.get()
        ? CompletableFuture.failedStage(
            new RequestRefusedException(Refusal.UNAVAILABLE, "this Drover is closed"))
        : parts;
  }

  // Requests.

  /**
   * This Drover, whose next request has a key: however often the same request is made under it,
   * also after a restart, it is accepted once only, and each has the answer of that one. Another
   * request under the same key is refused. A request that was refused does not count. The key of a
   * boot is one for the whole of Drover, and holds as long as its instance is known; those of other
   * requests are one for each instance, which knows its latest fifty. Words on a host need none.
   *
   * @param requestKey 1 to 200 characters
   */
  public Drover once(String requestKey) {
    return new Drover(this, requestKey);
  }

  /** Creates an instance under a new identity and boots it on this host. */
  public CompletionStage<Operation> boot(InstanceSpec spec, String host) {
    return boot(new InstanceId(ids.next()), spec, host);
  }

  /** Creates an instance under an identity that nobody has used before, and boots it. */
  public CompletionStage<Operation> boot(InstanceId id, InstanceSpec spec, String host) {
    return instance(asked -> asked.boot(id, spec, host));
  }

  /**
   * Makes an instance of a guest that runs on a host already, whoever started it, and claims what
   * it has there, even beyond what is left. It is recorded as it is seen. What the guest has must
   * be as if Drover had made it: it is called by this id, and its VIFs and disks are those of that
   * id. Refused unless this host shows it running, paused or suspended, and when another host that
   * can be asked has it, too.
   *
   * @param spec what the guest has; it is believed
   */
  public CompletionStage<InstanceView> adopt(InstanceId id, InstanceSpec spec, String host) {
    return instance(asked -> asked.adopt(id, spec, host));
  }

  /** Starts an instance that is stopped. */
  public CompletionStage<Operation> start(InstanceId id) {
    return request(id, OperationKind.START);
  }

  /** Shuts an instance down; one that does not end by itself is switched off after a while. */
  public CompletionStage<Operation> stop(InstanceId id) {
    return request(id, OperationKind.STOP);
  }

  /** Reboots an instance; a hard reboot is taken while a soft one goes on, and replaces it. */
  public CompletionStage<Operation> reboot(InstanceId id, RebootType type) {
    return request(
        id, type == RebootType.SOFT ? OperationKind.SOFT_REBOOT : OperationKind.HARD_REBOOT);
  }

  /** Stops an instance's processors; its memory stays where it is. Refused unless it is active. */
  public CompletionStage<Operation> pause(InstanceId id) {
    return request(id, OperationKind.PAUSE);
  }

  /** Lets an instance that is paused go on. */
  public CompletionStage<Operation> unpause(InstanceId id) {
    return request(id, OperationKind.UNPAUSE);
  }

  /**
   * Puts an instance's memory on its host's disk and frees the host's memory and processors; its
   * place, its VIFs and its volumes stay. Refused unless it is active.
   */
  public CompletionStage<Operation> suspend(InstanceId id) {
    return request(id, OperationKind.SUSPEND);
  }

  /** Lets an instance that is suspended go on where it was. */
  public CompletionStage<Operation> resume(InstanceId id) {
    return request(id, OperationKind.RESUME);
  }

  /** Deletes an instance, whatever is being done to it; a migration is ended first. */
  public CompletionStage<Operation> delete(InstanceId id) {
    return request(id, OperationKind.DELETE);
  }

  /** Moves an instance while it runs. */
  public CompletionStage<Migration> liveMigrate(InstanceId id, LiveMigration request) {
    MigrationId next = new MigrationId(ids.next());
    return instance(
        asked ->
            asked.migration(
                id,
                next,
                replyTo ->
                    new InstanceActor.LiveMigrate(
                        next,
                        request.destination(),
                        request.blockMigration(),
                        request.hooks(),
                        replyTo)));
  }

  /**
   * Ends an instance's migration without moving it; refused once its outcome is decided, and in
   * post-copy.
   */
  public CompletionStage<InstanceView> abortMigration(InstanceId id) {
    return instance(asked -> asked.order(id, InstanceActor.AbortMigration::new));
  }

  /**
   * Brings an instance's running migration to its end, whatever the guest does: by post-copy where
   * {@code drover.migration.post-copy} allowed it when the transfer began, else by pausing the
   * guest until the rest is sent. Refused unless the transfer runs; a second time it changes
   * nothing.
   */
  public CompletionStage<InstanceView> forceCompleteMigration(InstanceId id) {
    return instance(asked -> asked.order(id, InstanceActor.ForceCompleteMigration::new));
  }

  /**
   * Takes an operator's word on a migration whose outcome cannot be told: the guest runs on this
   * host. Both hosts are looked at again before it is followed, and what they show outweighs it: a
   * host on which the guest is not is not believed, and the word is void. What is destroyed is the
   * copy on the other host, even if it runs, and as soon as that host can be reached. A guest that
   * stands still on the named host is let go on; one whose post-copy broke is recorded there as it
   * is, for a hard reboot.
   *
   * @param runsOn the migration's source or destination
   * @param fenced that the copy on the other of the two cannot run any more; refused without
   */
  public CompletionStage<InstanceView> resolve(InstanceId id, String runsOn, boolean fenced) {
    return instance(
        asked ->
            asked.order(
                id, replyTo -> new InstanceActor.ResolveMigration(runsOn, fenced, replyTo)));
  }

  // An operator's word on a host.

  /**
   * From now on nothing new is to come to a host: a boot on it, and a migration to it, is refused.
   * What is there goes on in every way, and so does a migration to it that was accepted before.
   * Holds until {@link #enableHost}, also after a restart. Said again, it replaces the reason.
   *
   * @param reason for whoever finds it so; refused without
   */
  public CompletionStage<Done> disableHost(String host, String reason) {
    return order(host, HostOrder.DISABLE, reason);
  }

  /** Guests may come to a host again; changes nothing when they may already. */
  public CompletionStage<Done> enableHost(String host) {
    return order(host, HostOrder.ENABLE, "");
  }

  /**
   * Takes the word of an operator, or of a fencing agent, that a host is cut off for certain, so
   * that nothing runs there: it counts as evidence, as if the host had been seen to be off, and
   * whatever waits for this host is decided by it. The host is not connected to, nor is anything
   * done there, until {@link #unfenceHost}, also after a restart. Whoever fences in error loses the
   * guests there: they are ended when the host is back.
   *
   * <p>Refused while the host is up: what is seen outweighs the word.
   *
   * @param reason for whoever finds it so; refused without
   */
  public CompletionStage<Done> fenceHost(String host, String reason) {
    return order(host, HostOrder.FENCE, reason);
  }

  /** A host is not cut off any more: it is connected to again. Changes nothing when it was not. */
  public CompletionStage<Done> unfenceHost(String host) {
    return order(host, HostOrder.UNFENCE, "");
  }

  private CompletionStage<Done> order(String host, HostOrder order, String reason) {
    return parts()
        .thenCompose(there -> new HostRequests(there, timeout, system).order(host, order, reason));
  }

  private CompletionStage<Operation> request(InstanceId id, OperationKind kind) {
    return instance(
        asked -> asked.operation(id, replyTo -> new InstanceActor.Request(kind, replyTo)));
  }

  private <T> CompletionStage<T> instance(Function<InstanceRequests, CompletionStage<T>> request) {
    return parts()
        .thenCompose(there -> request.apply(new InstanceRequests(there, key, timeout, system)));
  }

  // Questions.

  /** The instance of this name that is not deleted, or the last one that was. */
  public CompletionStage<InstanceView> find(String name) {
    return instance(asked -> asked.find(name));
  }

  /** The instance with this identity. */
  public CompletionStage<InstanceView> instance(InstanceId id) {
    return instance(asked -> asked.find(id));
  }

  /**
   * All instances, deleted ones too, in the order in which they were created. Of one that has
   * nothing to do, and was not asked for since the start, only the latest migration is told; {@link
   * #instance} tells all.
   */
  public CompletionStage<List<InstanceView>> instances() {
    return instance(InstanceRequests::all);
  }

  /** All hosts, in the order in which they were given. */
  public CompletionStage<List<HostView>> hosts() {
    return parts().thenCompose(there -> new HostRequests(there, timeout, system).views());
  }

  /**
   * What happens from the moment on at which this is run, as a stream without end. Who reads too
   * slowly loses the oldest notices, never holds anybody up.
   */
  public Source<Notice, NotUsed> watch() {
    return feed.source(NOTICES);
  }

  /**
   * Has every notice told to a function, on Drover's own threads: when something was recorded, and
   * before anything follows from it. The function must neither block, throw nor call Drover.
   */
  public void listen(Consumer<Notice> listener) {
    feed.listen(listener);
  }

  /** Has every notice told to an actor, in the order of each instance, until told otherwise. */
  public void watch(ActorRef<Notice> watcher) {
    feed.subscribe(watcher);
  }

  /** Has no further notice told to this actor. */
  public void unwatch(ActorRef<Notice> watcher) {
    feed.unsubscribe(watcher);
  }

  private <Q, A> CompletionStage<A> ask(RecipientRef<Q> target, Function<ActorRef<A>, Q> question) {
    return Stages.ask(target, question::apply, timeout, system);
  }

  /**
   * Lets go of hosts, journal and, if it is Drover's own, of the actor system. Guests and running
   * transfers go on. Does not wait.
   */
  @Override
  public void close() {
    closed.set(true);
    feed.close();
    if (ownsSystem) {
      system.terminate();
    } else {
      guardian.tell(Guardian.Stop.INSTANCE);
    }
  }

  /** Completes when everything of Drover's has ended, with an actor system of its own if it has. */
  public CompletionStage<Done> closed() {
    return ownsSystem ? Stages.direct(system.getWhenTerminated()) : guardianEnded;
  }
}
