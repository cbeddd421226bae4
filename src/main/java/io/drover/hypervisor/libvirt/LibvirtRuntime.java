package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import org.libvirt.jna.Libvirt;
import org.libvirt.jna.Libvirt.VirErrorCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The libvirt of this process, which exists once: who hears its errors and who runs its event loop.
 * Without a running loop keep-alive cuts every connection and no event arrives.
 */
final class LibvirtRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(LibvirtRuntime.class);

  // Kept here for ever: libvirt calls it from native code. Errors are reported by the calls.
  private static final VirErrorCallback SILENT = (data, error) -> {};

  private static boolean started;
  private static boolean looping;

  private LibvirtRuntime() {}

  /**
   * Prepares libvirt, before the first connection; again: without effect.
   *
   * @param ownEventLoop whether to run the event loop too
   */
  static synchronized void start(boolean ownEventLoop) {
    if (!started) {
      check(Libvirt.INSTANCE.virInitialize());
      Libvirt.INSTANCE.virSetErrorFunc(null, SILENT);
      started = true;
    }
    if (ownEventLoop && !looping) {
      check(Libvirt.INSTANCE.virEventRegisterDefaultImpl());
      Thread loop = new Thread(LibvirtRuntime::loop, "drover-libvirt-events");
      loop.setDaemon(true);
      loop.start();
      looping = true;
    }
  }

  private static void loop() {
    while (Libvirt.INSTANCE.virEventRunDefaultImpl() == 0) {
      // Each turn waits in native code until something happens.
    }
    LOG.error("libvirt's event loop has ended; its connections will be lost. Restart the process.");
  }
}
