package io.drover.instance;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.Hosts;
import io.drover.host.LedgerEntry;
import io.drover.host.PlugVifsActor;
import io.drover.host.Sighting;
import io.drover.hypervisor.DomainTemplate;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.OperationPlan.Act;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * How an operation's acts are done: as calls to its host's actor, whose ends arrive as messages
 * under the number of the step that they belong to. The silence of that actor is an end too.
 */
final class OperationCalls {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final Looked looked;
  private final Acted acted;
  private @Nullable ActorRef<PlugVifsActor.Command> plugging;

  /** What a look becomes. */
  interface Looked {
    Command of(int step, Sighting sighting);
  }

  /** What the end of an act becomes. */
  interface Acted {
    Command of(int step, Act act, CallResult result);
  }

  OperationCalls(
      ActorContext<Command> context, InstanceEnvironment environment, Looked looked, Acted acted) {
    this.context = context;
    this.environment = environment;
    this.looked = looked;
    this.acted = acted;
  }

  private Hosts hosts() {
    return environment.migrations().hosts();
  }

  /** Asks for the guest. Where it is, or may be, elsewhere, its own host's answer says nothing. */
  void look(InstanceState state, int step) {
    new Whereabouts(context, environment)
        .look(state, sighting -> looked.of(step, own(state, sighting)));
  }

  private static Sighting own(InstanceState state, Sighting sighting) {
    return sighting.host().equals(state.host())
        ? sighting
        : Sighting.none(
            state.host(),
            "a migration that was given up may have brought it to " + sighting.host());
  }

  /** Does it. */
  void make(InstanceState state, Act act, int step) {
    List<Vif> vifs = Vif.of(state.id(), state.spec().vifs());
    List<Volume> volumes = environment.volumes(state);
    switch (act) {
      case CLAIM -> claim(state, step);
      case RELEASE_CLAIM -> release(state, step);
      case PLUG_VIFS -> plug(state, vifs, step);
      case CREATE ->
          perform(
              state,
              act,
              step,
              new HostCall.Create(new DomainTemplate(state.id(), state.spec(), vifs, volumes)));
      case CONNECT_VOLUMES ->
          perform(
              state,
              act,
              step,
              new HostCall.ConnectVolumes(state.id(), volumes, ifDiskIsMissing(state)));
      case DISCONNECT_VOLUMES ->
          perform(state, act, step, new HostCall.DisconnectVolumes(state.id(), volumes));
      case UNPLUG_VIFS -> perform(state, act, step, new HostCall.UnplugVifs(state.id(), vifs));
      case PRESS_POWER_BUTTON -> perform(state, act, step, new HostCall.Shutdown(state.id()));
      case DESTROY -> perform(state, act, step, new HostCall.Destroy(state.id()));
      case PAUSE -> perform(state, act, step, new HostCall.Pause(state.id()));
      case UNPAUSE -> perform(state, act, step, new HostCall.Resume(state.id()));
      case SAVE -> perform(state, act, step, new HostCall.Save(state.id()));
      case RESTORE -> perform(state, act, step, new HostCall.Restore(state.id()));
      case WAIT_FOR_RUNNING, WAIT_FOR_GUEST, WAIT_FOR_SHUTDOWN, GUEST_VANISHED, END ->
          throw new IllegalStateException("nothing is to be done for " + act);
    }
  }

  private static IfMissing ifDiskIsMissing(InstanceState state) {
    Operation operation = state.operation();
    return operation != null && operation.beforeFirstGuest() ? IfMissing.MAKE : IfMissing.FAIL;
  }

  /** Makes no further attempt at what is tried again and again; its end arrives all the same. */
  void cancel() {
    if (plugging != null) {
      plugging.tell(PlugVifsActor.Cancel.INSTANCE);
      plugging = null;
    }
  }

  private void perform(InstanceState state, Act act, int step, HostCall call) {
    this.<CallResult>ask(
        state,
        replyTo -> new HostActor.Perform(call, replyTo),
        result -> acted.of(step, act, result == null ? hosts().unanswered(state.host()) : result));
  }

  private void claim(InstanceState state, int step) {
    LedgerEntry entry = new LedgerEntry(state.id(), state.generation(), state.spec().flavor());
    this.<HostActor.Claimed>ask(
        state,
        replyTo -> new HostActor.Claim(entry, replyTo),
        claimed ->
            acted.of(
                step,
                Act.CLAIM,
                claimed != null && claimed.ok()
                    ? CallResult.DONE
                    : CallResult.notDone(
                        CallResult.Failure.ERROR,
                        claimed == null ? hosts().silence(state.host()) : claimed.shortage())));
  }

  private void release(InstanceState state, int step) {
    this.<Done>ask(
        state,
        replyTo -> new HostActor.Release(state.id(), state.generation(), replyTo),
        done ->
            acted.of(
                step,
                Act.RELEASE_CLAIM,
                done == null ? hosts().unanswered(state.host()) : CallResult.DONE));
  }

  private void plug(InstanceState state, List<Vif> vifs, int step) {
    PlugVifsActor.Order order =
        new PlugVifsActor.Order(
            state.host(),
            state.id(),
            vifs,
            environment.migrations().settings().plugAttempts(),
            environment.migrations().settings().plugInterval(),
            0,
            environment.migrations().replyTimeout());
    ActorRef<PlugVifsActor.Reply> replies =
        context.messageAdapter(
            PlugVifsActor.Reply.class,
            reply ->
                reply instanceof PlugVifsActor.Ended ended
                    ? acted.of(step, Act.PLUG_VIFS, ended.result())
                    : InstanceSignal.Ignored.INSTANCE);
    plugging =
        context.spawnAnonymous(
            PlugVifsActor.create(
                order, hosts().get(state.host()), environment.migrations().feed(), replies));
  }

  private <T> void ask(
      InstanceState state,
      Function<ActorRef<T>, HostActor.Command> question,
      Function<@Nullable T, Command> wrap) {
    context.pipeToSelf(
        hosts()
            .ask(
                state.host(),
                question,
                environment.migrations().replyTimeout(),
                context.getSystem()),
        (answer, failure) -> wrap.apply(answer));
  }
}
