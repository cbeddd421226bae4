package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.Hypervisor;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The way in: tells whether libvirt can be used in this process and opens hosts. Refers to nothing
 * of libvirt itself, so it can be asked when the library is missing.
 */
public final class LibvirtDriver {
  // Asked once: a class whose initialisation has failed does not tell the reason a second time.
  private static final Optional<String> PROBLEM = findProblem();

  // Of the process, as libvirt is: native code returns in real time, whatever time Drover is on.
  private static final Timeline TIMELINE = new RealTimeline();

  private LibvirtDriver() {}

  /** What has to be installed before libvirt can be used, as a sentence; empty: nothing. */
  public static Optional<String> problem() {
    return PROBLEM;
  }

  /**
   * The hypervisor of one host; it is not connected yet. The process's libvirt is initialised: from
   * now on it writes no errors to standard error, for anybody in the process.
   *
   * @param clock the wall clock, which dates starts and looks
   * @throws IllegalStateException with the sentence of {@link #problem()}
   */
  public static Hypervisor open(LibvirtSettings settings, InstantSource clock) {
    PROBLEM.ifPresent(
        sentence -> {
          throw new IllegalStateException(sentence);
        });
    LibvirtRuntime.start(settings.ownEventLoop());
    return new LibvirtHypervisor(settings, clock, TIMELINE);
  }

  /**
   * Looks what the matter is with a host; never completes when that hangs.
   *
   * @throws IllegalStateException with the sentence of {@link #problem()}
   */
  public static CompletionStage<HostExamination> examine(LibvirtSettings settings) {
    PROBLEM.ifPresent(
        sentence -> {
          throw new IllegalStateException(sentence);
        });
    LibvirtRuntime.start(settings.ownEventLoop());
    return HostExamination.of(settings);
  }

  private static Optional<String> findProblem() {
    try {
      Class.forName("com.sun.jna.Native");
      Class.forName("org.libvirt.jna.Libvirt");
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(
          "libvirt's C library cannot be loaded; install it (on Debian: apt-get install libvirt0)");
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of(
          "libvirt's Java binding is missing; add org.libvirt:libvirt and net.java.dev.jna:jna"
              + " to the class path");
    }
  }
}
