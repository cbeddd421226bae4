package io.drover.instance;

import io.drover.host.LedgerEntry;
import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationRecord;
import io.drover.migration.Outcome;
import io.drover.model.Action;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.store.StoredSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is recorded of an instance. Immutable, made from its events alone.
 *
 * @param id its identity
 * @param spec what was asked for
 * @param host where it is placed; empty before it was created
 * @param generation which of its placements this is; grows with each
 * @param lastGeneration the highest that was ever given to a placement or an attempt at one
 * @param vmState its stable state
 * @param taskState what is being done to it
 * @param powerState what its hypervisor said last
 * @param fault why its last operation failed, or null
 * @param claimed whether its placement holds a claim on its host
 * @param unsettled the operation that ended without anybody knowing what became of the guest, or
 *     null
 * @param leftovers what its operations could not release on its host
 * @param operation what is being done, or null when it is idle or migrating
 * @param migrations its latest migrations, oldest first
 * @param actions what was done to it lately, oldest first
 * @param keys the latest requests that had a key, oldest first
 */
public record InstanceState(
    InstanceId id,
    InstanceSpec spec,
    String host,
    long generation,
    long lastGeneration,
    VmState vmState,
    TaskState taskState,
    PowerState powerState,
    @Nullable Reason fault,
    boolean claimed,
    @Nullable OperationKind unsettled,
    List<Leftover> leftovers,
    @Nullable Operation operation,
    List<MigrationRecord> migrations,
    List<Action> actions,
    List<KeyedRequest> keys)
    implements StoredSnapshot {

  /** How many finished migrations are kept. */
  private static final int KEPT = 10;

  /** Copies the lists. */
  public InstanceState {
    leftovers = List.copyOf(leftovers);
    migrations = List.copyOf(migrations);
    actions = List.copyOf(actions);
    keys = List.copyOf(keys);
  }

  /** An id without an instance yet. */
  public static InstanceState empty(InstanceId id) {
    return new InstanceState(
        id,
        new InstanceSpec(id.value(), Flavor.NONE, 0, 0),
        "",
        0,
        0,
        VmState.BUILDING,
        TaskState.NONE,
        PowerState.NOSTATE,
        null,
        false,
        null,
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of());
  }

  /** Whether it was ever created. */
  public boolean created() {
    return !host.isEmpty();
  }

  /** The migration that is not over yet, its hook aside. */
  public Optional<MigrationRecord> activeMigration() {
    return migrations.stream().filter(m -> !m.status().terminal()).findFirst();
  }

  /** The migration of this id, if it is known. */
  public Optional<MigrationRecord> migration(MigrationId migration) {
    return migrations.stream().filter(m -> m.id().equals(migration)).findFirst();
  }

  /**
   * Whether this event of a migration may be recorded; what was left over on a host is not touched
   * while the guest is there, or may be, or is on its way there. Where it was last when it stopped,
   * what was a copy of its disks is the only one.
   */
  public boolean allows(MigrationRecord migration, MigrationEvent event) {
    boolean stopped = vmState == VmState.STOPPED && !migration.blockMigration();
    boolean withoutGuest = idle() && (vmState == VmState.DELETED || stopped);
    boolean touchesItself =
        event instanceof MigrationEvent.SweepBegan sweep
            && ((host.equals(sweep.host())
                    && !withoutGuest
                    && !(idle() && migration.makesUpOn(sweep.host())))
                || activeMigration().map(m -> m.destination().equals(sweep.host())).orElse(false));
    return migration.allows(event) && !touchesItself;
  }

  /** Whether what was left over on this host is being cleaned up at the moment. */
  public boolean sweeping(String onHost) {
    return migrations.stream().anyMatch(migration -> onHost.equals(migration.sweeping()));
  }

  /**
   * Whether a copy that must not run any more is still to be destroyed on this host. As long as
   * that is so the instance does not go there: nobody could tell the two apart.
   */
  public boolean fencedOn(String otherHost) {
    return migrations.stream().anyMatch(migration -> migration.leftFencedCopy(otherHost));
  }

  /** Whether this migration has a terminal status, or is not known any more. */
  public boolean ended(MigrationId migration) {
    return migration(migration).map(m -> m.status().terminal()).orElse(true);
  }

  /** Whether it is active, but its last migration may have left a call behind that pauses it. */
  public boolean mayBePausedByMigration() {
    return vmState == VmState.ACTIVE
        && !migrations.isEmpty()
        && migrations.get(migrations.size() - 1).mayHavePaused();
  }

  /** Its claim on its host, or nothing. */
  public Optional<LedgerEntry> claim() {
    return claimed ? Optional.of(new LedgerEntry(id, generation, spec.flavor())) : Optional.empty();
  }

  /** Neither an operation nor a migration is under way. */
  public boolean idle() {
    return taskState == TaskState.NONE;
  }

  /** What people see of it. */
  public InstanceView view() {
    return new InstanceView(
        id,
        spec,
        host,
        vmState,
        taskState,
        powerState,
        fault,
        unsettled != null,
        leftovers.stream().map(Leftover::sentence).toList(),
        migrations.stream().map(MigrationRecord::view).toList(),
        actions);
  }

  /** The state after these events. */
  public InstanceState after(List<InstanceEvent> events) {
    InstanceState state = this;
    for (InstanceEvent event : events) {
      state = state.after(event);
    }
    return state;
  }

  /** The state after this event. */
  public InstanceState after(InstanceEvent event) {
    Change next = new Change(this);
    if (event instanceof InstanceEvent.Created created) {
      next.place(created.spec(), created.host());
      next.begin(OperationKind.BOOT, created.at());
    } else if (event instanceof InstanceEvent.Adopted adopted) {
      next.place(adopted.spec(), adopted.host());
      next.vmState = adopted.vmState();
      next.powerState = adopted.powerState();
    } else if (event instanceof InstanceEvent.OperationBegan began) {
      next.claimed = next.claimed || began.kind().startsGuest();
      next.begin(began.kind(), began.at());
    } else if (event instanceof InstanceEvent.TaskChanged changed) {
      next.enter(changed.taskState());
    } else if (event instanceof InstanceEvent.IncarnationSeen seen && operation != null) {
      next.operation = operation.withBefore(seen.incarnation());
    } else if (event instanceof InstanceEvent.RebootEscalated && operation != null) {
      next.operation = operation.escalate();
      next.taskState = TaskState.REBOOT_STARTED_HARD;
    } else if (event instanceof InstanceEvent.OperationFailed failed && operation != null) {
      next.operation = operation.fail(failed.reason());
    } else if (event instanceof InstanceEvent.OperationEnded ended) {
      next.vmState = ended.vmState();
      next.powerState = ended.powerState();
      next.fault = ended.fault();
      next.claimed = ended.claimed();
      next.unsettled = ended.unsettled() && operation != null ? operation.kind() : null;
      next.leftovers = ended.leftovers();
      next.operation = null;
      next.taskState = TaskState.NONE;
      next.actions = Actions.ended(actions, false, ended.at(), ended.fault());
    } else if (event instanceof InstanceEvent.KeyTaken taken) {
      next.keys = KeyedRequest.and(keys, taken.request());
    } else if (event instanceof InstanceEvent.Settled settled) {
      next.vmState = settled.vmState();
      next.powerState = settled.powerState();
      next.fault = settled.fault();
      next.unsettled = null;
    } else if (event instanceof InstanceEvent.LeftBehind behind) {
      next.leftovers = behind.leftovers();
    } else if (event instanceof InstanceEvent.LeftoversSwept swept) {
      next.sweep(swept.remaining());
    } else if (event instanceof InstanceEvent.FoundAs found) {
      next.vmState = found.vmState();
      next.powerState = found.powerState();
    } else if (event instanceof InstanceEvent.PowerStateSeen seen) {
      next.powerState = seen.powerState();
    } else if (event instanceof InstanceEvent.OfMigration of) {
      next.apply(of.event());
    }
    return next.state();
  }

  /** The parts that events change, while one is applied. */
  private static final class Change {
    private final InstanceState before;
    private InstanceSpec spec;
    private String host;
    private long generation;
    private long lastGeneration;
    private VmState vmState;
    private TaskState taskState;
    private PowerState powerState;
    private @Nullable Reason fault;
    private boolean claimed;
    private @Nullable OperationKind unsettled;
    private List<Leftover> leftovers;
    private @Nullable Operation operation;
    private final List<MigrationRecord> migrations;
    private List<Action> actions;
    private List<KeyedRequest> keys;

    Change(InstanceState before) {
      this.before = before;
      this.spec = before.spec;
      this.host = before.host;
      this.generation = before.generation;
      this.lastGeneration = before.lastGeneration;
      this.vmState = before.vmState;
      this.taskState = before.taskState;
      this.powerState = before.powerState;
      this.fault = before.fault;
      this.claimed = before.claimed;
      this.unsettled = before.unsettled;
      this.leftovers = before.leftovers;
      this.operation = before.operation;
      this.migrations = new ArrayList<>(before.migrations);
      this.actions = before.actions;
      this.keys = before.keys;
    }

    /** Its first placement, which holds a claim. */
    void place(InstanceSpec asked, String there) {
      spec = asked;
      host = there;
      generation = 1;
      lastGeneration = 1;
      claimed = true;
    }

    /** A guest that may have been made before this may be there yet. */
    void begin(OperationKind kind, Instant at) {
      boolean creating = unsettled != null || (operation != null && operation.creating());
      operation = Operation.of(kind, at).creating(creating);
      actions = Actions.began(actions, kind, at);
      unsettled = null;
      taskState = kind.taskState();
      fault = null;
      if (kind.releasesOrMakesAnew()) {
        leftovers = List.of();
        migrations.replaceAll(migration -> migration.withoutLeftovers(host));
      }
    }

    void sweep(List<Leftover> now) {
      claimed = claimed && (hasClaim(now) || !hasClaim(leftovers));
      leftovers = now;
    }

    private static boolean hasClaim(List<Leftover> some) {
      return some.stream().anyMatch(left -> left.kind() == CleanUp.Kind.RELEASE_CLAIM);
    }

    void enter(TaskState task) {
      taskState = task;
      if (operation != null && task == TaskState.SPAWNING) {
        operation = operation.creating(true);
      }
    }

    void apply(MigrationEvent event) {
      if (event instanceof MigrationEvent.Accepted accepted) {
        migrations.add(MigrationRecord.of(accepted));
        actions = Actions.began(actions, OperationKind.LIVE_MIGRATE, accepted.at());
        forgetOldest();
        lastGeneration = accepted.generation();
        taskState = TaskState.MIGRATING;
        unsettled = null;
        fault = null;
        return;
      }
      before
          .migration(event.migration())
          .map(migration -> migration.after(event))
          .ifPresent(
              after -> {
                migrations.replaceAll(one -> oneAfter(one, event, after));
                placeAfter(event, after);
              });
    }

    private static MigrationRecord oneAfter(
        MigrationRecord one, MigrationEvent event, MigrationRecord after) {
      return one.id().equals(after.id()) ? after : one.afterLater(event, after.destination());
    }

    private void placeAfter(MigrationEvent event, MigrationRecord migration) {
      if (event instanceof MigrationEvent.Decided decided) {
        if (decided.outcome() == Outcome.AT_DESTINATION) {
          String left = host;
          migrations.replaceAll(one -> one.withoutMakingUp(left));
          host = migration.destination();
          generation = migration.generation();
          powerState = PowerState.RUNNING;
        } else if (decided.outcome() == Outcome.GONE) {
          vmState = VmState.STOPPED;
          powerState = PowerState.SHUTDOWN;
          fault = decided.reason();
        }
      } else if (event instanceof MigrationEvent.Ended ended) {
        actions = Actions.ended(actions, true, ended.at(), migration.reason());
        taskState = operation == null ? TaskState.NONE : taskState;
      }
    }

    private void forgetOldest() {
      for (int i = 0; migrations.size() > KEPT && i < migrations.size(); ) {
        if (migrations.get(i).over()) {
          migrations.remove(i);
        } else {
          i++;
        }
      }
    }

    InstanceState state() {
      return new InstanceState(
          before.id,
          spec,
          host,
          generation,
          lastGeneration,
          vmState,
          taskState,
          powerState,
          fault,
          claimed,
          unsettled,
          leftovers,
          operation,
          migrations,
          actions,
          keys);
    }
  }
}
