package io.drover.instance;

import io.drover.hypervisor.GuestState;
import io.drover.instance.OperationPlan.Act;
import io.drover.migration.CleanUp;
import io.drover.migration.Leftover;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an operation that is given up leaves over on its host. Pure. */
final class Leftovers {

  private Leftovers() {}

  /**
   * What is left over when an operation ends like this: nothing as long as the guest is there, or
   * may be.
   *
   * @param seen what the guest is; null when the host could not be asked
   * @param made what was done so far
   * @param why why an act was not done, as a sentence
   */
  static List<Leftover> of(
      InstanceState state,
      Operation operation,
      @Nullable GuestState seen,
      Predicate<Act> made,
      boolean hasVolumes,
      Function<Act, String> why) {
    boolean failed = operation.failing() != null;
    boolean wanted =
        !failed
            && operation.kind() != OperationKind.STOP
            && operation.kind() != OperationKind.DELETE;
    boolean mayBeThere =
        seen == null ? failed && OperationEnd.mayBeThere(state, operation) : !seen.over();
    if (wanted || mayBeThere || operation.kind() == OperationKind.LIVE_MIGRATE) {
      return List.of();
    }
    List<Act> acts = new ArrayList<>();
    if (seen != null && seen != GuestState.ABSENT) {
      acts.add(Act.DESTROY);
    }
    if (state.spec().vifs() > 0) {
      acts.add(Act.UNPLUG_VIFS);
    }
    if (hasVolumes) {
      acts.add(Act.DISCONNECT_VOLUMES);
    }
    boolean leaves =
        operation.kind() == OperationKind.BOOT
            || (operation.kind() == OperationKind.DELETE && !failed);
    if (leaves) {
      acts.add(Act.RELEASE_CLAIM);
    }
    acts.removeIf(act -> act != Act.DESTROY && made.test(act));
    return acts.stream().map(act -> new Leftover(kind(act), state.host(), why.apply(act))).toList();
  }

  /** What an idle instance leaves over whose guest was found like this. */
  static List<Leftover> found(InstanceState state, GuestState seen, boolean hasVolumes) {
    CleanUp.Kind kind = seen.over() ? CleanUp.Kind.DESTROY_COPY : CleanUp.Kind.DESTROY_GUEST;
    String why = "it was found there";
    List<Leftover> all = new ArrayList<>();
    all.add(new Leftover(kind, state.host(), why));
    if (state.spec().vifs() > 0) {
      all.add(new Leftover(CleanUp.Kind.UNPLUG_VIFS, state.host(), why));
    }
    if (hasVolumes) {
      all.add(new Leftover(CleanUp.Kind.DISCONNECT_VOLUMES, state.host(), why));
    }
    return all;
  }

  /** Whether it is known that the guest itself is left over. */
  static boolean hasGuest(InstanceState state) {
    return state.leftovers().stream().anyMatch(leftover -> act(leftover.kind()) == Act.DESTROY);
  }

  /** Whether no guest of it may be there, running or not: it is deleted, or was given up. */
  static boolean unwanted(InstanceState state) {
    return state.vmState() == VmState.DELETED
        || state.leftovers().stream()
            .anyMatch(leftover -> leftover.kind() == CleanUp.Kind.DESTROY_GUEST);
  }

  /** What is to be done now that the guest was seen to be like this, the guest first. */
  static List<Leftover> withGuest(InstanceState state, GuestState seen) {
    List<Leftover> all = new ArrayList<>();
    if (seen != GuestState.ABSENT) {
      boolean runs = unwanted(state) && !seen.over();
      all.add(
          new Leftover(
              runs ? CleanUp.Kind.DESTROY_GUEST : CleanUp.Kind.DESTROY_COPY,
              state.host(),
              "it is there"));
    }
    state.leftovers().stream()
        .filter(leftover -> act(leftover.kind()) != Act.DESTROY)
        .forEach(all::add);
    return all.isEmpty() ? state.leftovers() : all;
  }

  /** What does it. */
  static Act act(CleanUp.Kind kind) {
    return switch (kind) {
      case CONNECT_VOLUMES -> Act.CONNECT_VOLUMES;
      case PLUG_VIFS -> Act.PLUG_VIFS;
      case DESTROY_COPY, DESTROY_FENCED_COPY, DESTROY_GUEST -> Act.DESTROY;
      case UNPLUG_VIFS -> Act.UNPLUG_VIFS;
      case DISCONNECT_VOLUMES -> Act.DISCONNECT_VOLUMES;
      case RELEASE_CLAIM -> Act.RELEASE_CLAIM;
    };
  }

  private static CleanUp.Kind kind(Act act) {
    return switch (act) {
      case DESTROY -> CleanUp.Kind.DESTROY_COPY;
      case UNPLUG_VIFS -> CleanUp.Kind.UNPLUG_VIFS;
      case DISCONNECT_VOLUMES -> CleanUp.Kind.DISCONNECT_VOLUMES;
      case RELEASE_CLAIM -> CleanUp.Kind.RELEASE_CLAIM;
      default -> throw new IllegalArgumentException(act + " leaves nothing over");
    };
  }
}
