package io.drover.migration;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.LedgerEntry;
import io.drover.host.PlugVifsActor;
import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Incarnation;
import io.drover.migration.MigrationActor.Command;
import io.drover.migration.MigrationActor.Tick;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.storage.IfMissing;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Checks both hosts, then makes claim, volumes and VIFs at the destination, each recorded before it
 * is begun. All of it can be repeated, so a resumed preparation simply starts over. The guest does
 * not move here: whatever goes wrong leaves it at the source.
 */
final class Preparing extends Phase {
  private static final int ONLY_ROUND = 0;
  private static final int LOOKS = 3;

  private @Nullable Incarnation incarnation;
  private @Nullable Step waitsFor;
  private String peerAddress = "";
  private @Nullable ActorRef<PlugVifsActor.Command> plugging;
  private int looks;
  private boolean ended;

  Preparing(MigrationTools tools, MigrationRecord record) {
    super(tools, record);
    tools.look(record, record.source(), ONLY_ROUND);
  }

  @Override
  public Receive<Command> createReceive() {
    return receive()
        .onMessage(MigrationActor.Seen.class, this::onSourceSeen)
        .onMessage(MigrationActor.FactsSeen.class, this::onFacts)
        .onMessage(MigrationActor.Compared.class, this::onCompared)
        .onMessage(MigrationActor.ClaimEnded.class, this::onClaimEnded)
        .onMessage(MigrationActor.VolumesConnected.class, this::onVolumesConnected)
        .onMessage(MigrationActor.PlugReplied.class, this::onPlugReplied)
        .onMessageEquals(Tick.LOOK, this::onLookTick)
        .onAnyMessage(late -> this)
        .build();
  }

  @Override
  protected Behavior<Command> onRecord(MigrationRecord before) {
    if (record.status() == MigrationStatus.RUNNING) {
      return Transferring.begin(tools, record, peerAddress);
    }
    if (record.stop() != null && plugging != null) {
      plugging.tell(PlugVifsActor.Cancel.INSTANCE);
    }
    Step granted = waitsFor;
    if (granted != null && record.begun().contains(granted)) {
      waitsFor = null;
      return stopped() ? this : make(granted);
    }
    return this;
  }

  // Checks on both hosts.

  private Behavior<Command> onSourceSeen(MigrationActor.Seen seen) {
    GuestEvidence evidence = seen.sighting().evidence();
    if (stopped()) {
      return this;
    } else if (evidence == null) {
      return notSeen(seen.sighting());
    } else if (evidence.state().over()) {
      return new Deciding(tools, record, null, false);
    } else if (evidence.state() != GuestState.RUNNING) {
      return fail(Reason.PREPARE, "it does not run: it is " + evidence.state());
    }
    incarnation = evidence.incarnation();
    tools.ask(
        record.source(),
        HostActor.AskFacts::new,
        MigrationActor.FactsSeen::new,
        why -> new MigrationActor.FactsSeen(new HostActor.FactsAnswer(record.source(), null)));
    return this;
  }

  /** A question that failed is asked again; a source that cannot be asked at all is lost. */
  private Behavior<Command> notSeen(Sighting sighting) {
    if (++looks < LOOKS && !sighting.hostLost()) {
      tools.timers().startSingleTimer(Tick.LOOK, Tick.LOOK, tools.settings().lookInterval());
      return this;
    }
    return fail(sighting.hostLost() ? Reason.SOURCE_LOST : Reason.PREPARE, sighting.why());
  }

  private Behavior<Command> onLookTick() {
    tools.look(record, record.source(), ONLY_ROUND);
    return this;
  }

  private Behavior<Command> onFacts(MigrationActor.FactsSeen seen) {
    HostFacts source = seen.answer().facts();
    if (stopped()) {
      return this;
    } else if (source == null) {
      return fail(Reason.SOURCE_LOST, record.source() + " cannot be reached");
    }
    tools.ask(
        record.destination(),
        replyTo -> new HostActor.Compare(source, replyTo),
        MigrationActor.Compared::new,
        why ->
            new MigrationActor.Compared(
                new HostActor.Comparison(
                    record.destination(),
                    CallResult.unknown(CallResult.Failure.UNREACHABLE, why),
                    "",
                    "")));
    return this;
  }

  private Behavior<Command> onCompared(MigrationActor.Compared compared) {
    HostActor.Comparison comparison = compared.comparison();
    if (stopped()) {
      return this;
    } else if (!comparison.result().done()) {
      return fail(reason(comparison.result(), Reason.PREPARE), comparison.result().message());
    } else if (!comparison.refusal().isEmpty()) {
      return fail(Reason.PREPARE, comparison.refusal());
    }
    peerAddress = comparison.peerAddress();
    return begin(Step.CLAIM);
  }

  // Steps at the destination.

  private Behavior<Command> begin(Step step) {
    if (record.begun().contains(step)) {
      return make(step);
    }
    waitsFor = step;
    tools.record(new MigrationEvent.StepBegan(record.id(), step));
    return this;
  }

  private Behavior<Command> make(Step step) {
    switch (step) {
      case CLAIM -> claim();
      case VOLUMES ->
          tools.perform(
              record.destination(),
              new HostCall.ConnectVolumes(
                  record.instance(),
                  tools.volumes(record, record.destination()),
                  record.blockMigration() ? IfMissing.MAKE : IfMissing.FAIL),
              MigrationActor.VolumesConnected::new);
      case VIFS -> plug();
    }
    return this;
  }

  private void claim() {
    LedgerEntry entry =
        new LedgerEntry(record.instance(), record.generation(), tools.spec().flavor());
    tools.ask(
        record.destination(),
        replyTo -> new HostActor.Claim(entry, replyTo),
        MigrationActor.ClaimEnded::new,
        why -> new MigrationActor.ClaimEnded(new HostActor.Claimed(record.destination(), why)));
  }

  private void plug() {
    PlugVifsActor.Order order =
        new PlugVifsActor.Order(
            record.destination(),
            record.instance(),
            tools.vifs(record),
            tools.settings().plugAttempts(),
            tools.settings().plugInterval(),
            record.failedPlugs(),
            tools.environment().replyTimeout());
    ActorRef<PlugVifsActor.Reply> replies =
        getContext().messageAdapter(PlugVifsActor.Reply.class, MigrationActor.PlugReplied::new);
    plugging =
        getContext()
            .spawnAnonymous(
                PlugVifsActor.create(
                    order,
                    tools.environment().hosts().get(record.destination()),
                    tools.environment().feed(),
                    replies));
  }

  private Behavior<Command> onClaimEnded(MigrationActor.ClaimEnded ended) {
    if (stopped()) {
      return this;
    } else if (!ended.claimed().ok()) {
      return fail(Reason.NO_CAPACITY, ended.claimed().shortage());
    }
    return tools.volumes(record, record.destination()).isEmpty()
        ? afterVolumes()
        : begin(Step.VOLUMES);
  }

  private Behavior<Command> onVolumesConnected(MigrationActor.VolumesConnected connected) {
    if (stopped()) {
      return this;
    } else if (!connected.result().done()) {
      return fail(
          reason(connected.result(), Reason.VOLUME),
          "its volumes cannot be connected: " + connected.result().message());
    }
    return afterVolumes();
  }

  private Behavior<Command> afterVolumes() {
    return tools.vifs(record).isEmpty() ? beginTransfer() : begin(Step.VIFS);
  }

  private Behavior<Command> onPlugReplied(MigrationActor.PlugReplied replied) {
    if (replied.reply() instanceof PlugVifsActor.AttemptFailed failed) {
      tools.record(new MigrationEvent.PlugFailed(record.id(), failed.attempt()));
    } else if (replied.reply() instanceof PlugVifsActor.Ended end) {
      plugging = null;
      return plugged(end.result());
    }
    return this;
  }

  private Behavior<Command> plugged(CallResult result) {
    if (stopped()) {
      return this;
    } else if (!result.done()) {
      return fail(
          reason(result, Reason.VIF_PLUG), "its VIFs cannot be plugged: " + result.message());
    }
    return beginTransfer();
  }

  private Behavior<Command> beginTransfer() {
    long gib = TransferSize.gib(tools.spec().flavor(), record.blockMigration());
    Duration limit = tools.settings().completionTimeoutPerGib().multipliedBy(gib);
    Instant now = tools.now();
    tools.record(
        new MigrationEvent.TransferBegan(
            record.id(), incarnation, now, now.plus(limit), tools.settings().postCopy()));
    return this;
  }

  // Ends.

  /** Whether the wish to stop has come; then this phase ends without any further step. */
  private boolean stopped() {
    Reason stop = record.stop();
    if (stop != null && plugging == null && !ended) {
      ended = true;
      decide(Outcome.AT_SOURCE, stop);
    }
    return stop != null;
  }

  private Behavior<Command> fail(Reason reason, String why) {
    tools
        .log()
        .warn(
            "instance {}: it stays on {}, its migration to {} could not be prepared: {}",
            record.instance(),
            record.source(),
            record.destination(),
            why);
    return decide(Outcome.AT_SOURCE, reason);
  }

  private static Reason reason(CallResult result, Reason otherwise) {
    return result.hostLost() ? Reason.DESTINATION_LOST : otherwise;
  }
}
