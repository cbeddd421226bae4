package io.drover.instance;

import io.drover.host.HostActor;
import io.drover.host.HostActor.HostCheck;
import io.drover.host.HostMarks;
import io.drover.host.Hosts;
import io.drover.host.Sighting;
import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Boot;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceActor.LiveMigrate;
import io.drover.instance.InstanceActor.Request;
import io.drover.instance.InstanceSignal.Checked;
import io.drover.migration.MigrationEvent;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Which requests an instance takes: first by what is recorded, then by what the actors of the hosts
 * know without asking their hosts. What needs a host's answer is found out by the operation itself.
 */
final class Requests {
  private final ActorContext<Command> context;
  private final InstanceEnvironment environment;
  private final BooleanSupplier cleaningUp;

  /** {@code cleaningUp}: whether what an operation left over is being cleaned up. */
  Requests(
      ActorContext<Command> context, InstanceEnvironment environment, BooleanSupplier cleaningUp) {
    this.context = context;
    this.environment = environment;
    this.cleaningUp = cleaningUp;
  }

  private Hosts hosts() {
    return environment.migrations().hosts();
  }

  // By what is recorded.

  /** {@code checking}: whether the hosts are still being asked about an earlier request. */
  @Nullable Rejection rejection(InstanceState state, Asked request, boolean checking) {
    if (request instanceof Boot boot) {
      return state.created() || checking ? thereAlready(boot) : rejection(boot);
    }
    Rejection rejection = rejection(state, request);
    return checking ? orAskedAlready(state, rejection) : rejection;
  }

  private @Nullable Rejection rejection(Boot boot) {
    return hosts().find(boot.host()).isEmpty() ? Rejection.unknownHost(boot.host(), hosts()) : null;
  }

  private @Nullable Rejection rejection(InstanceState state, Asked request) {
    if (request instanceof LiveMigrate migrate) {
      return rejection(state, migrate);
    }
    return request instanceof Request operation ? rejection(state, operation) : null;
  }

  private @Nullable Rejection rejection(InstanceState state, Request request) {
    Rejection rejection =
        request.kind().rejection(state.spec().name(), state.vmState(), state.taskState());
    if (rejection != null) {
      return rejection;
    } else if (cleaningUp.getAsBoolean()) {
      return isCleanedUp("operation", state, state.host());
    }
    return state.sweeping(state.host()) ? isCleanedUp("migration", state, state.host()) : null;
  }

  private static Rejection isCleanedUp(String what, InstanceState state, String host) {
    return new Rejection(
        Refusal.CONFLICT,
        "what an earlier %s of instance %s left on %s is being cleaned up; try again soon"
            .formatted(what, state.spec().name(), host));
  }

  private @Nullable Rejection rejection(InstanceState state, LiveMigrate request) {
    if (!environment.migrations().hooks().containsKey(request.hooks())) {
      return new Rejection(
          Refusal.INVALID_REQUEST,
          "no hooks named '%s' are registered; there are %s"
              .formatted(request.hooks(), environment.migrations().hooks().keySet()));
    } else if (hosts().find(request.destination()).isEmpty()) {
      return Rejection.unknownHost(request.destination(), hosts());
    }
    Rejection rejection =
        OperationKind.LIVE_MIGRATE.rejection(
            state.spec().name(), state.vmState(), state.taskState());
    if (rejection == null && state.sweeping(request.destination())) {
      return isCleanedUp("migration", state, request.destination());
    } else if (rejection == null && state.fencedOn(request.destination())) {
      return new Rejection(
          Refusal.CONFLICT,
          "the copy of instance %s that was said to be fenced on %s is still to be destroyed there;"
                  .formatted(state.spec().name(), request.destination())
              + " try again when it is");
    } else if (rejection == null && request.destination().equals(state.host())) {
      return new Rejection(
          Refusal.SAME_HOST,
          "instance %s is on %s already; name another host"
              .formatted(state.spec().name(), state.host()));
    }
    return rejection;
  }

  private static Rejection thereAlready(Boot boot) {
    return new Rejection(Refusal.CONFLICT, "instance " + boot.spec().name() + " is there already");
  }

  private static Rejection orAskedAlready(InstanceState state, @Nullable Rejection rejection) {
    return rejection != null && rejection.reason().compareTo(Refusal.CONFLICT) < 0
        ? rejection
        : new Rejection(
            Refusal.CONFLICT,
            "instance " + state.spec().name() + " is being asked for something else at the moment");
  }

  // By what the hosts' actors know.

  void check(InstanceState state, Asked request) {
    InstanceId id = state.id();
    if (request instanceof Boot boot && boot.adopts()) {
      new Whereabouts(context, environment)
          .lookEverywhere(id, seen -> new Checked(boot, null, null, seen));
      return;
    } else if (request instanceof Boot boot) {
      boolean local = !environment.sharedStorage(boot.host());
      ask(
          boot.host(),
          id,
          boot.spec().flavor(),
          local,
          answer -> new Checked(boot, answer, null, List.of()));
      return;
    }
    boolean needsRoom =
        request instanceof Request operation && operation.kind().startsGuest() && !state.claimed();
    Flavor size = needsRoom ? state.spec().flavor() : Flavor.NONE;
    ask(state.host(), id, size, false, answer -> new Checked(request, answer, null, List.of()));
  }

  /** Whether the destination has to be asked as well, which is done. */
  boolean checkDestination(InstanceState state, Checked checked) {
    HostCheck source = checked.source();
    if (source == null
        || checked.destination() != null
        || !(checked.request() instanceof LiveMigrate request)) {
      return false;
    }
    ask(
        request.destination(),
        state.id(),
        state.spec().flavor(),
        request.blockMigration(),
        answer -> new Checked(request, source, answer, List.of()));
    return true;
  }

  private void ask(
      String host,
      InstanceId id,
      Flavor size,
      boolean localDisk,
      Function<HostCheck, Command> wrap) {
    context.pipeToSelf(
        hosts()
            .<HostCheck>ask(
                host,
                replyTo -> new HostActor.Check(id, size, localDisk, replyTo),
                environment.migrations().replyTimeout(),
                context.getSystem()),
        (answer, failure) -> wrap.apply(answer != null ? answer : silent(host)));
  }

  private static HostCheck silent(String host) {
    return new HostCheck(host, HostState.UNREACHABLE, false, "", HostMarks.NONE);
  }

  @Nullable Rejection rejection(InstanceState state, Checked checked) {
    if (checked.request() instanceof LiveMigrate migrate) {
      return rejection(state, migrate, checked);
    }
    if (checked.request() instanceof Boot boot && boot.adopts()) {
      return adoption(state, boot, checked.guest()).rejection();
    }
    Rejection rejection = rejection(state, checked.request());
    HostCheck host = checked.source();
    if (rejection != null || host == null) {
      return rejection;
    }
    boolean nothingRunsThere =
        checked.request() instanceof Request request
            && request.kind() == OperationKind.DELETE
            && (host.state() == HostState.DOWN || host.state() == HostState.FENCED);
    if (nothingRunsThere) {
      return null;
    }
    return checked.request() instanceof Boot ? closed(host) : unusable(host);
  }

  private @Nullable Rejection rejection(InstanceState state, LiveMigrate request, Checked checked) {
    Rejection rejection = rejection(state, request);
    HostCheck source = checked.source();
    HostCheck destination = checked.destination();
    if (rejection != null || source == null || destination == null) {
      return rejection;
    } else if (source.state() != HostState.UP) {
      return unusable(source);
    } else if (destination.state() != HostState.UP || destination.marks().disables()) {
      return closed(destination);
    }
    Rejection storage = storage(state, request, source, destination);
    return storage != null ? storage : unusable(destination);
  }

  /** Whether a guest cannot come to this host. */
  private @Nullable Rejection closed(HostCheck host) {
    return host.state() == HostState.UP && host.marks().disables()
        ? new Rejection(
            Refusal.HOST_DISABLED,
            "host %s is disabled: %s; name another host, or enable it"
                .formatted(host.host(), host.marks().disabled()))
        : unusable(host);
  }

  private @Nullable Rejection unusable(HostCheck host) {
    if (hosts().find(host.host()).isEmpty()) {
      return new Rejection(
          Refusal.HOST_DOWN,
          "host %s is not configured; start Drover with it again".formatted(host.host()));
    } else if (host.state() == HostState.FENCED) {
      return new Rejection(
          Refusal.HOST_DOWN,
          "host %s is fenced: %s; unfence it once it may run guests again"
              .formatted(host.host(), host.marks().fenced()));
    } else if (host.state() != HostState.UP) {
      return new Rejection(
          Refusal.HOST_DOWN,
          "host %s is %s; wait until it is up".formatted(host.host(), host.state().label()));
    }
    return host.shortage().isEmpty() ? null : new Rejection(Refusal.NO_CAPACITY, host.shortage());
  }

  private static @Nullable Rejection storage(
      InstanceState state, LiveMigrate request, HostCheck source, HostCheck destination) {
    if (state.spec().flavor().diskBytes() == 0) {
      return null;
    }
    boolean shared = source.sharedStorage() && destination.sharedStorage();
    if (shared == request.blockMigration()) {
      return new Rejection(
          Refusal.NOT_SUPPORTED,
          shared
              ? "the disk of instance %s is on storage that %s and %s share; ask without"
                      .formatted(state.spec().name(), source.host(), destination.host())
                  + " block migration"
              : "the disk of instance %s is not on storage that %s and %s share; ask for a"
                      .formatted(state.spec().name(), source.host(), destination.host())
                  + " block migration");
    }
    return null;
  }

  // What is recorded when a request is accepted.

  List<InstanceEvent> accepted(InstanceState state, Checked checked) {
    Instant now = environment.now(context);
    Asked request = checked.request();
    if (request instanceof Boot boot && boot.adopts()) {
      return Stream.ofNullable(adoption(state, boot, checked.guest()).event())
          .<InstanceEvent>map(event -> event)
          .toList();
    } else if (request instanceof Boot boot) {
      return List.of(new InstanceEvent.Created(boot.spec(), boot.host(), now));
    } else if (request instanceof LiveMigrate migrate) {
      return List.of(new InstanceEvent.OfMigration(accepted(state, migrate, now)));
    }
    return request instanceof Request operation
        ? accepted(state, operation.kind(), now)
        : List.of();
  }

  private Adoption adoption(InstanceState state, Boot boot, List<Sighting> guest) {
    return Adoption.of(state.id(), boot.spec(), boot.host(), guest, environment.now(context));
  }

  private static List<InstanceEvent> accepted(
      InstanceState state, OperationKind kind, Instant now) {
    List<InstanceEvent> events = new ArrayList<>();
    events.add(new InstanceEvent.OperationBegan(kind, now));
    if (kind == OperationKind.DELETE) {
      state
          .activeMigration()
          .map(migration -> new MigrationEvent.StopRequested(migration.id(), Reason.DELETED, now))
          .filter(stop -> state.migration(stop.migration()).orElseThrow().allows(stop))
          .ifPresent(stop -> events.add(new InstanceEvent.OfMigration(stop)));
    }
    return events;
  }

  private static MigrationEvent accepted(InstanceState state, LiveMigrate request, Instant now) {
    return new MigrationEvent.Accepted(
        request.migration(),
        state.id(),
        state.host(),
        request.destination(),
        request.blockMigration(),
        request.hooks(),
        state.lastGeneration() + 1,
        now);
  }
}
