package io.drover;

import io.drover.admission.AdmissionActor;
import io.drover.host.HostActor;
import io.drover.host.HostReport;
import io.drover.host.HostSpec;
import io.drover.host.Hosts;
import io.drover.instance.InstanceEnvironment;
import io.drover.instance.Instances;
import io.drover.instance.OpenWrites;
import io.drover.migration.MigrationEnvironment;
import io.drover.runtime.ActorNames;
import io.drover.runtime.Feed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The top of Drover's actors: starts and supervises them, and holds no logic. */
final class Guardian extends AbstractBehavior<Guardian.Command> {

  /** What it can be told. */
  sealed interface Command {}

  /** Tell who does what. */
  record WhoIsThere(ActorRef<Parts> replyTo) implements Command {}

  /** The answer to {@link WhoIsThere}. */
  record Parts(
      Hosts hosts,
      ActorRef<AdmissionActor.Command> admission,
      ActorRef<Instances.Command> instances) {}

  /** End, with everything below. */
  enum Stop implements Command {
    INSTANCE
  }

  private record Reported(HostReport report) implements Command {}

  private final Parts parts;
  private final CompletableFuture<Done> ended;

  /**
   * The behaviour.
   *
   * @param ended completes when it and everything below it has stopped
   */
  static Behavior<Command> create(
      DroverSetup setup, Settings settings, Feed feed, CompletableFuture<Done> ended) {
    return Behaviors.setup(context -> new Guardian(context, setup, settings, feed, ended));
  }

  private Guardian(
      ActorContext<Command> context,
      DroverSetup setup,
      Settings settings,
      Feed feed,
      CompletableFuture<Done> ended) {
    super(context);
    this.ended = ended;
    ActorRef<AdmissionActor.Command> admission =
        context.spawn(AdmissionActor.create(settings.slots(), feed), "admission");
    ActorRef<HostReport> reports = context.messageAdapter(HostReport.class, Reported::new);
    Map<String, ActorRef<HostActor.Command>> byName = new LinkedHashMap<>();
    Set<String> shared = new TreeSet<>();
    Set<String> local = new TreeSet<>();
    for (HostSpec host : setup.hosts()) {
      byName.put(
          host.name(),
          context.spawn(
              restarting(
                  HostActor.create(
                      host, settings.host(), settings.instance().journal(), reports, feed)),
              "host-" + ActorNames.of(host.name())));
      if (host.sharedStorage()) {
        shared.add(host.name());
      } else if (host.makesLocalDisks()) {
        local.add(host.name());
      }
    }
    Hosts hosts = new Hosts(byName, shared, local);
    MigrationEnvironment migrations =
        new MigrationEnvironment(
            hosts, admission, setup.hooks(), settings.migration(), settings.replyTimeout(), feed);
    InstanceEnvironment instances =
        new InstanceEnvironment(
            migrations, settings.instance(), new OpenWrites(settings.instance().openWrites()));
    parts = new Parts(hosts, admission, context.spawn(Instances.create(instances), "instances"));
  }

  private static <T> Behavior<T> restarting(Behavior<T> behavior) {
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(WhoIsThere.class, this::onWhoIsThere)
        .onMessage(Reported.class, this::onReported)
        .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onStopped() {
    ended.complete(Done.getInstance());
    return this;
  }

  private Behavior<Command> onWhoIsThere(WhoIsThere who) {
    who.replyTo().tell(parts);
    return this;
  }

  private Behavior<Command> onReported(Reported reported) {
    parts.instances().tell(Instances.report(reported.report()));
    return this;
  }
}
