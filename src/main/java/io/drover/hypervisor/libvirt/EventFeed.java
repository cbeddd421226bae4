package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * back on its event loop's thread, so nothing here waits. The fields keep the callbacks alive for
 * native code, also when nobody else knows this feed any more before its connection is closed.
 */
final class EventFeed {
  private static final int LIFECYCLE = 0;
  private static final int MIGRATION_ITERATION = 20;
  private static final int JOB_COMPLETED = 21;

  private static final Set<EventFeed> REGISTERED = ConcurrentHashMap.newKeySet();

  private final String host;
  private final VirConnectDomainEventCallback onLifecycle =
      (connection, guest, event, detail, opaque) -> {
        publish(guest, HypervisorEvent.GuestChanged::new);
        return 0;
      };
  private final MoreLibvirt.IterationCallback onIteration =
      (connection, guest, iteration, opaque) -> publish(guest, HypervisorEvent.JobChanged::new);
  private final MoreLibvirt.JobCompletedCallback onJobCompleted =
      (connection, guest, parameters, count, opaque) ->
          publish(guest, HypervisorEvent.JobChanged::new);
  private final VirConnectCloseFunc onClose = (connection, reason, opaque) -> end();

  private final List<Integer> registrations = new ArrayList<>();

  private final List<BoundedSourceQueue<HypervisorEvent>> listeners = new ArrayList<>();

  private boolean ended;

  EventFeed(String host) {
    this.host = host;
  }

  /** Begins to listen on the connection. */
  void register(ConnectionPointer connection) {
    REGISTERED.add(this);
    check(Libvirt.INSTANCE.virConnectRegisterCloseCallback(connection, onClose, null, null));
    register(connection, LIFECYCLE, onLifecycle);
    register(connection, MIGRATION_ITERATION, onIteration);
    register(connection, JOB_COMPLETED, onJobCompleted);
  }

  private void register(ConnectionPointer connection, int event, VirDomainEventCallback callback) {
    registrations.add(
        check(
            Libvirt.INSTANCE.virConnectDomainEventRegisterAny(
                connection, null, event, callback, null, null)));
  }

  /**
   * Stops to listen, so that the connection can be freed; a lost connection's errors are nobody's.
   */
  void unregister(ConnectionPointer connection) {
    for (int registration : registrations) {
      Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(connection, registration);
    }
    registrations.clear();
    Libvirt.INSTANCE.virConnectUnregisterCloseCallback(connection, onClose);
    REGISTERED.remove(this);
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

  private void publish(DomainPointer guest, Function<InstanceId, HypervisorEvent> event) {
    HypervisorEvent told = event.apply(new InstanceId(Libvirt.INSTANCE.virDomainGetName(guest)));
    synchronized (this) {
      // A full queue drops the event, which is a hint only.
      listeners.removeIf(listener -> listener.isCompleted());
      listeners.forEach(listener -> listener.offer(told));
    }
  }

  private synchronized void end() {
    ended = true;
    listeners.forEach(BoundedSourceQueue::complete);
    listeners.clear();
  }
}
