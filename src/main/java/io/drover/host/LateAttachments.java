package io.drover.host;

import io.drover.host.HostActor.Perform;
import io.drover.model.InstanceId;
import io.drover.runtime.DroverClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * VIFs and volumes that were attached by calls which returned after their deadline: whoever asked
 * has undone what it knew of by then. They are detached as soon as that was asked for since, or
 * nothing is claimed for the instance any more. So are those that a call may attach yet whose
 * answer was lost with its host, for as long as such a call may take. Used by the host's actor
 * alone, in its thread.
 */
final class LateAttachments {
  private final HostPorts ports;
  private final HostCalls calls;
  private final HostConnection connection;
  private final Logger log;
  private final Predicate<InstanceId> claimed;
  private final DroverClock clock;
  private final Map<InstanceId, Set<HostCall>> undoing = new TreeMap<>();

  /** Until when what these undo may come to be though its call failed. */
  private final Map<HostCall, Duration> mayCome = new HashMap<>();

  /** What was attached since it was detached last, by what detaches it. */
  private final Map<HostCall, HostCall> attached = new HashMap<>();

  /** What is to be attached again, and is not yet. */
  private final Set<HostCall> missing = new LinkedHashSet<>();

  /**
   * Nothing is late yet.
   *
   * @param claimed whether something is claimed for an instance, so that what is attached is its
   *     own
   */
  LateAttachments(
      HostPorts ports,
      HostCalls calls,
      HostConnection connection,
      Logger log,
      DroverClock clock,
      Predicate<InstanceId> claimed) {
    this.ports = ports;
    this.calls = calls;
    this.connection = connection;
    this.log = log;
    this.clock = clock;
    this.claimed = claimed;
  }

  /** What tells the asker; a call that is made now replaces what was late before. */
  CallBudget.Answer answer(Perform perform) {
    HostCall undo = undoing(perform.call());
    drop(undo == null ? perform.call() : undo);
    if (undo == null) {
      attached.remove(perform.call());
    } else {
      attached.put(undo, perform.call());
    }
    return new CallBudget.Answer() {
      @Override
      public void accept(@Nullable Object value, CallResult result) {
        if (undo != null && result.outcome() == CallResult.Outcome.UNKNOWN && result.hostLost()) {
          mayCome.put(undo, clock.elapsed().plus(ports.timeout(undo)));
          add(undo);
        }
        perform.replyTo().tell(result);
      }

      @Override
      public void late(CallResult result) {
        if (result.outcome() == CallResult.Outcome.NOT_DONE) {
          return;
        } else if (undo == null) {
          attachAgain(perform.call());
        } else {
          add(undo);
          detach(undo.instance());
        }
      }
    };
  }

  /** What came late may have detached what was attached again meanwhile. */
  private void attachAgain(HostCall detached) {
    HostCall wanted = attached.get(detached);
    if (wanted != null) {
      missing.add(wanted);
      attach(wanted);
    }
  }

  private void attach(HostCall wanted) {
    InstanceId instance = wanted.instance();
    if (!claimed.test(instance) || !attached.containsValue(wanted)) {
      missing.remove(wanted);
    } else if (connection.up()) {
      log.warn(
          "instance {}: on {} a call that had been given up took away what was attached since;"
              + " it is attached again",
          instance,
          ports.spec().name());
      calls.submit(
          HostCalls.Kind.CONTROL,
          HostPorts.lane(wanted),
          ports.timeout(wanted),
          () -> ports.perform(wanted),
          (value, result) -> {
            if (result.done()) {
              missing.remove(wanted);
            }
          });
    }
  }

  private void add(HostCall undo) {
    undoing.computeIfAbsent(undo.instance(), id -> new LinkedHashSet<>()).add(undo);
  }

  /**
   * Tries again what could not be detached, or attached again, before. What came while something is
   * claimed is the instance's own.
   */
  void tryAgain() {
    List.copyOf(mayCome.keySet()).stream().filter(this::isItsOwn).forEach(this::drop);
    List.copyOf(undoing.keySet()).forEach(this::detach);
    List.copyOf(missing).forEach(this::attach);
  }

  /** Detaches what came late for an instance and is not its own. */
  void detach(InstanceId instance) {
    if (connection.up()) {
      List.copyOf(undoing.getOrDefault(instance, Set.of())).stream()
          .filter(undo -> !isItsOwn(undo))
          .forEach(this::detach);
    }
  }

  /** Whether somebody wants it: something is claimed, and nobody has asked to detach it since. */
  private boolean isItsOwn(HostCall undo) {
    return claimed.test(undo.instance()) && attached.containsKey(undo);
  }

  private void detach(HostCall undo) {
    log.warn(
        mayCome.containsKey(undo)
            ? "instance {}: on {} a call may have taken effect although it failed; it is undone"
            : "instance {}: on {} a call took effect after it had been given up; it is undone",
        undo.instance(),
        ports.spec().name());
    calls.submit(
        HostCalls.Kind.CONTROL,
        HostPorts.lane(undo),
        ports.timeout(undo),
        () -> ports.perform(undo),
        (value, result) -> {
          if (result.released()) {
            drop(undo);
          }
        });
  }

  /** It is undone, or its own again, unless it may come yet. */
  private void drop(HostCall undo) {
    Duration until = mayCome.get(undo);
    if (until != null && clock.elapsed().compareTo(until) < 0) {
      return;
    }
    mayCome.remove(undo);
    undoing.computeIfPresent(
        undo.instance(),
        (id, open) -> {
          open.remove(undo);
          return open.isEmpty() ? null : open;
        });
  }

  private static @Nullable HostCall undoing(HostCall call) {
    if (call instanceof HostCall.PlugVifs plug) {
      return new HostCall.UnplugVifs(plug.instance(), plug.vifs());
    } else if (call instanceof HostCall.ConnectVolumes connect) {
      return new HostCall.DisconnectVolumes(connect.instance(), connect.volumes());
    }
    return null;
  }
}
