package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.Pointer;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.Libvirt.VirConnectCloseFunc;
import org.libvirt.jna.Libvirt.VirConnectDomainEventCallback;
import org.libvirt.jna.Libvirt.VirDomainEventCallback;

/**
 * The events of one connection, told to whoever listens until the connection is lost. libvirt calls
 * back on its event loop's thread, so nothing here waits.
 */
final class EventFeed {
  private static final int LIFECYCLE = 0;
  private static final int MIGRATION_ITERATION = 20;
  private static final int JOB_COMPLETED = 21;

  /** Those whose connections are registered, by the key that libvirt hands to the callbacks. */
  private static final Map<Long, EventFeed> FEEDS = new ConcurrentHashMap<>();

  private static final AtomicLong LAST_KEY = new AtomicLong();

  // One of each for all connections, kept for ever. The event loop lets go of its lock before it
  // calls back, so it may be about to call, or to return from, what another thread has deregistered
  // already; a callback of one connection, collected then, would take the process along.
  private static final VirConnectDomainEventCallback ON_LIFECYCLE =
      (connection, guest, event, detail, key) -> {
        publish(key, guest, HypervisorEvent.GuestChanged::new);
        return 0;
      };
  private static final MoreLibvirt.IterationCallback ON_ITERATION =
      (connection, guest, iteration, key) -> publish(key, guest, HypervisorEvent.JobChanged::new);
  private static final MoreLibvirt.JobCompletedCallback ON_JOB_COMPLETED =
      (connection, guest, parameters, count, key) ->
          publish(key, guest, HypervisorEvent.JobChanged::new);
  private static final VirConnectCloseFunc ON_CLOSE =
      (connection, reason, key) -> find(key).ifPresent(EventFeed::end);

  private final String host;
  private final long key = LAST_KEY.incrementAndGet();
  private final List<Integer> registrations = new ArrayList<>();

  private final List<BoundedSourceQueue<HypervisorEvent>> listeners = new ArrayList<>();

  private boolean ended;

  EventFeed(String host) {
    this.host = host;
  }

  /** Begins to listen on the connection. */
  void register(ConnectionPointer connection) {
    FEEDS.put(key, this);
    Pointer opaque = Pointer.createConstant(key);
    check(Libvirt.INSTANCE.virConnectRegisterCloseCallback(connection, ON_CLOSE, opaque, null));
    register(connection, LIFECYCLE, ON_LIFECYCLE, opaque);
    register(connection, MIGRATION_ITERATION, ON_ITERATION, opaque);
    register(connection, JOB_COMPLETED, ON_JOB_COMPLETED, opaque);
  }

  private void register(
      ConnectionPointer connection, int event, VirDomainEventCallback callback, Pointer opaque) {
    registrations.add(
        check(
            Libvirt.INSTANCE.virConnectDomainEventRegisterAny(
                connection, null, event, callback, opaque, null)));
  }

  /**
   * Stops to listen, so that the connection can be freed; a lost connection's errors are nobody's.
   */
  void unregister(ConnectionPointer connection) {
    for (int registration : registrations) {
      Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(connection, registration);
    }
    registrations.clear();
    Libvirt.INSTANCE.virConnectUnregisterCloseCallback(connection, ON_CLOSE);
    FEEDS.remove(key);
    end();
  }

  /** From now on {@code listener} is told, until the connection is lost. */
  synchronized void add(BoundedSourceQueue<HypervisorEvent> listener) {
    if (ended) {
      listener.fail(new HypervisorException(Kind.UNREACHABLE, host + ": the connection is lost"));
    } else {
      listeners.add(listener);
    }
  }

  private static Optional<EventFeed> find(Pointer key) {
    return Optional.ofNullable(FEEDS.get(Pointer.nativeValue(key)));
  }

  private static void publish(
      Pointer key, DomainPointer guest, Function<InstanceId, HypervisorEvent> event) {
    find(key)
        .ifPresent(
            feed ->
                feed.publish(
                    event.apply(new InstanceId(Libvirt.INSTANCE.virDomainGetName(guest)))));
  }

  private synchronized void publish(HypervisorEvent event) {
    // A full queue drops the event, which is a hint only.
    listeners.removeIf(listener -> listener.isCompleted());
    listeners.forEach(listener -> listener.offer(event));
  }

  /** Tells whoever listens that the connection is lost. */
  synchronized void end() {
    ended = true;
    listeners.forEach(EventFeed::complete);
    listeners.clear();
  }

  private static void complete(BoundedSourceQueue<HypervisorEvent> listener) {
    try {
      listener.complete();
    } catch (IllegalStateException e) {
      // Whoever listened has stopped by itself, which may happen at any moment.
    }
  }
}
