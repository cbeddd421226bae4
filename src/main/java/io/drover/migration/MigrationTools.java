package io.drover.migration;

import io.drover.admission.AdmissionActor;
import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.Sighting;
import io.drover.migration.MigrationActor.Command;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.runtime.DroverClock;
import io.drover.storage.Volume;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;

/** What the phases of one migration share: whom they talk to and how. Holds no state. */
final class MigrationTools {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final MigrationEnvironment environment;
  private final InstanceSpec spec;
  private final long sourceGeneration;
  private final ActorRef<MigrationActor.RecordEvent> parent;
  private final ActorRef<AdmissionActor.Granted> granted;

  MigrationTools(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      MigrationEnvironment environment,
      InstanceSpec spec,
      long sourceGeneration,
      ActorRef<MigrationActor.RecordEvent> parent) {
    this.context = context;
    this.timers = timers;
    this.environment = environment;
    this.spec = spec;
    this.sourceGeneration = sourceGeneration;
    this.parent = parent;
    this.granted =
        context.messageAdapter(
            AdmissionActor.Granted.class, ignored -> new MigrationActor.Granted());
  }

  ActorContext<Command> context() {
    return context;
  }

  TimerScheduler<Command> timers() {
    return timers;
  }

  MigrationEnvironment environment() {
    return environment;
  }

  MigrationSettings settings() {
    return environment.settings();
  }

  InstanceSpec spec() {
    return spec;
  }

  long sourceGeneration() {
    return sourceGeneration;
  }

  ActorRef<AdmissionActor.Granted> granted() {
    return granted;
  }

  Logger log() {
    return context.getLog();
  }

  Instant now() {
    return DroverClock.get(context.getSystem()).now();
  }

  List<Vif> vifs(MigrationRecord record) {
    return Vif.of(record.instance(), spec.vifs());
  }

  /**
   * What is connected for the guest on one of its two hosts: it may have a disk on the one only.
   */
  List<Volume> volumes(MigrationRecord record, String host) {
    return environment.hosts().volumes(record.instance(), spec, host);
  }

  /** Asks for an event to be recorded; the acknowledgement arrives as {@code Recorded}. */
  void record(MigrationEvent event) {
    parent.tell(new MigrationActor.RecordEvent(event, context.getSelf().narrow()));
  }

  /** Looks at the guest on one host; arrives as {@code Seen} of this round. */
  void look(MigrationRecord record, String host, int round) {
    this.<Sighting>ask(
        host,
        replyTo -> new HostActor.Look(record.instance(), replyTo),
        sighting -> new MigrationActor.Seen(round, sighting),
        why -> new MigrationActor.Seen(round, environment.hosts().unseen(host)));
  }

  /** Causes an effect on one host. */
  void perform(String host, HostCall call, Function<CallResult, Command> wrap) {
    this.<CallResult>ask(
        host,
        replyTo -> new HostActor.Perform(call, replyTo),
        wrap,
        why -> wrap.apply(environment.hosts().unanswered(host)));
  }

  /** Asks a host's actor; its silence beyond all its own deadlines is a failure like any other. */
  <T> void ask(
      String host,
      Function<ActorRef<T>, HostActor.Command> question,
      Function<T, Command> wrap,
      Function<String, Command> silence) {
    context.pipeToSelf(
        environment.hosts().ask(host, question, environment.replyTimeout(), context.getSystem()),
        (answer, failure) ->
            answer != null ? wrap.apply(answer) : silence.apply(environment.hosts().silence(host)));
  }
}
