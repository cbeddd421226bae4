package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/**
 * One connection to a libvirtd. Thread-safe: libvirt lets calls of several threads share it. It is
 * freed when it is closed and the last call over it has returned.
 */
final class LibvirtConnection implements AutoCloseable {
  private final String host;
  private final ConnectionPointer pointer;

  private int users;

  private boolean closed;

  private LibvirtConnection(String host, ConnectionPointer pointer) {
    this.host = host;
    this.pointer = pointer;
  }

  /** Connects; blocks. Fails as {@code UNREACHABLE}. */
  static LibvirtConnection open(LibvirtSettings settings) {
    try {
      ConnectionPointer pointer = check(Libvirt.INSTANCE.virConnectOpen(settings.uri()));
      LibvirtConnection connection = new LibvirtConnection(settings.host(), pointer);
      try {
        connection.keepAlive(settings);
      } catch (LibvirtError e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (LibvirtError e) {
      throw e.explain(settings.host() + " does not answer", false, false);
    }
  }

  private void keepAlive(LibvirtSettings settings) {
    int interval = Math.toIntExact(settings.keepAliveInterval().toSeconds());
    try {
      check(Libvirt.INSTANCE.virConnectSetKeepAlive(pointer, interval, settings.keepAliveCount()));
    } catch (LibvirtError e) {
      // A hypervisor that libvirt drives inside this process has no daemon that could fall silent.
      if (e.number() != ErrorNumber.VIR_ERR_NO_SUPPORT) {
        throw e;
      }
    }
  }

  /**
   * Calls libvirt on the calling thread.
   *
   * @param what what the call does, for messages
   * @param call must not keep the pointer
   */
  <T> T use(String what, Function<ConnectionPointer, T> call) {
    return use(what, false, call);
  }

  /** Calls libvirt for a guest, found by its name, on the calling thread. */
  <T> T useGuest(String what, InstanceId id, Function<DomainPointer, T> call) {
    return use(what + " of " + id, false, connection -> onGuest(connection, id, call));
  }

  /** As {@link #useGuest}, for a call that needs the connection too. */
  <T> T useGuest(String what, InstanceId id, BiFunction<ConnectionPointer, DomainPointer, T> call) {
    return use(
        what + " of " + id,
        false,
        connection -> onGuest(connection, id, guest -> call.apply(connection, guest)));
  }

  /** As {@link #useGuest}, for a call whose failure never proves that nothing was done. */
  <T> T beginOnGuest(String what, InstanceId id, Function<DomainPointer, T> call) {
    String sentence = what + " of " + id;
    return use(
        sentence,
        false,
        connection ->
            onGuest(connection, id, guest -> use(sentence, true, c -> call.apply(guest))));
  }

  private <T> T use(String what, boolean started, Function<ConnectionPointer, T> call) {
    enter();
    try {
      return call.apply(pointer);
    } catch (LibvirtError e) {
      throw e.explain(host + ": " + what, isAlive(), started);
    } finally {
      leave();
    }
  }

  private static <T> T onGuest(
      ConnectionPointer connection, InstanceId id, Function<DomainPointer, T> call) {
    DomainPointer guest = check(Libvirt.INSTANCE.virDomainLookupByName(connection, id.value()));
    try {
      return call.apply(guest);
    } finally {
      Libvirt.INSTANCE.virDomainFree(guest);
    }
  }

  private boolean isAlive() {
    return Libvirt.INSTANCE.virConnectIsAlive(pointer) == 1;
  }

  private synchronized void enter() {
    if (closed) {
      throw new HypervisorException(Kind.UNREACHABLE, host + ": the connection is closed");
    }
    users++;
  }

  private void leave() {
    if (leaveLast()) {
      free();
    }
  }

  private synchronized boolean leaveLast() {
    users--;
    return closed && users == 0;
  }

  /** Lets go of the connection; calls that are under way end first. */
  @Override
  public void close() {
    if (closeUnused()) {
      free();
    }
  }

  private synchronized boolean closeUnused() {
    boolean first = !closed;
    closed = true;
    return first && users == 0;
  }

  /** Says goodbye to the host, which may take as long as it likes: nobody else waits for it. */
  private void free() {
    Libvirt.INSTANCE.virConnectClose(pointer);
  }
}
