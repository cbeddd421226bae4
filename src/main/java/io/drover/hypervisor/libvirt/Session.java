package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.ptr.LongByReference;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.Libvirt;

/**
 * The connections of one connecting, and what was learned by it. They are several because a
 * libvirtd serves a few calls of one at a time only.
 *
 * @param control for calls that are answered at once
 * @param lifecycle for the begin and the end of guests
 * @param bulk for calls that last
 * @param questions for questions that a guest may never answer; on one connection the next question
 *     for a job, of whatever guest, waits for the one before
 * @param events the host's events, over the control connection
 * @param profile what the host offers
 * @param facts what the host is
 * @param libvirt the version of its libvirtd
 */
record Session(
    LibvirtConnection control,
    LibvirtConnection lifecycle,
    LibvirtConnection bulk,
    LibvirtConnection questions,
    EventFeed events,
    HostProfile profile,
    HostFacts facts,
    LibvirtVersion libvirt)
    implements CurrentSession.Retirable {
  private static final int CONNECTIONS = 4;

  /**
   * Connects; blocks. Fails as {@code UNREACHABLE}, as {@code NOT_SUPPORTED} when the libvirtd is
   * too old, or as a call to a connected host does.
   */
  static Session open(LibvirtSettings settings) {
    List<LibvirtConnection> opened = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        opened.add(LibvirtConnection.open(settings));
      }
      return opened.get(0).use("connecting", pointer -> open(settings, pointer, opened));
    } catch (RuntimeException e) {
      opened.forEach(LibvirtConnection::close);
      throw e;
    }
  }

  private static Session open(
      LibvirtSettings settings, ConnectionPointer pointer, List<LibvirtConnection> connections) {
    LongByReference libvirtVersion = new LongByReference();
    check(Libvirt.INSTANCE.virConnectGetLibVersion(pointer, libvirtVersion));
    LibvirtVersion libvirt = new LibvirtVersion(libvirtVersion.getValue());
    libvirt
        .tooOld()
        .ifPresent(
            why -> {
              throw new HypervisorException(Kind.NOT_SUPPORTED, settings.host() + ": " + why);
            });
    HostProfile profile =
        HostProfile.of(
            check(Libvirt.INSTANCE.virConnectGetCapabilities(pointer)).toString(),
            settings.guest());
    LongByReference version = new LongByReference();
    check(Libvirt.INSTANCE.virConnectGetVersion(pointer, version));
    HostFacts facts =
        new HostFacts(
            Libvirt.INSTANCE.virConnectGetType(pointer),
            version.getValue(),
            profile.cpu(),
            profile.machineTypes(),
            settings.peerUri());
    EventFeed events = new EventFeed(settings.host());
    try {
      events.register(pointer);
    } catch (LibvirtError e) {
      events.unregister(pointer);
      throw e;
    }
    return new Session(
        connections.get(0),
        connections.get(1),
        connections.get(2),
        connections.get(3),
        events,
        profile,
        facts,
        libvirt);
  }

  @Override
  public void retire() {
    events.end();
  }

  /** Lets go of all connections; may block while the host does not answer. */
  @Override
  public void close() {
    try {
      control.use(
          "disconnecting",
          pointer -> {
            events.unregister(pointer);
            return pointer;
          });
    } finally {
      control.close();
      lifecycle.close();
      bulk.close();
      questions.close();
    }
  }
}
