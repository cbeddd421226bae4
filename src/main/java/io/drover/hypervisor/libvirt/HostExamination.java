package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.ptr.LongByReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.Libvirt;

/**
 * What the matter is with a libvirt host, if anything.
 *
 * @param works whether Drover can work with it
 * @param text its versions, or what is wrong and what would help; one sentence
 */
public record HostExamination(boolean works, String text) {
  // Numbers of the C library's errors, which are the same on every Linux.
  private static final int NO_SUCH_FILE = 2;
  private static final int PERMISSION_DENIED = 13;
  private static final int CONNECTION_REFUSED = 111;

  private record Versions(LibvirtVersion libvirt, String type, LibvirtVersion hypervisor) {}

  /** Connects to the host on a thread of its own, which is lost when the host hangs. */
  static CompletionStage<HostExamination> of(LibvirtSettings settings) {
    try (CallThreads threads = new CallThreads(settings.host(), "examine", 1, 1)) {
      return threads
          .run(() -> ask(settings))
          .handle((found, failure) -> found != null ? judge(found) : explain(failure));
    }
  }

  /** A host that has not been examined after this time. */
  public static HostExamination hangs(Duration patience) {
    return new HostExamination(
        false,
        "its libvirtd has not answered within %d s: it hangs, or the way there is cut"
            .formatted(patience.toSeconds()));
  }

  /** From the outermost failure to libvirt's own words. */
  private static HostExamination explain(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null && !(cause instanceof LibvirtError)) {
      cause = cause.getCause();
    }
    return cause instanceof LibvirtError error
        ? refused(error.systemError(), String.valueOf(error.getMessage()))
        : new HostExamination(false, String.valueOf(cause));
  }

  private static Versions ask(LibvirtSettings settings) {
    try (LibvirtConnection connection = LibvirtConnection.open(settings)) {
      return connection.use(
          "versions",
          pointer -> {
            LongByReference libvirt = new LongByReference();
            check(Libvirt.INSTANCE.virConnectGetLibVersion(pointer, libvirt));
            LongByReference hypervisor = new LongByReference();
            check(Libvirt.INSTANCE.virConnectGetVersion(pointer, hypervisor));
            return new Versions(
                new LibvirtVersion(libvirt.getValue()),
                Libvirt.INSTANCE.virConnectGetType(pointer),
                new LibvirtVersion(hypervisor.getValue()));
          });
    }
  }

  private static HostExamination judge(Versions found) {
    return judge(found.libvirt(), "%s %s".formatted(found.type(), found.hypervisor()));
  }

  /** What follows from its versions. */
  static HostExamination judge(LibvirtVersion libvirt, String hypervisor) {
    String versions = "libvirt %s, %s".formatted(libvirt, hypervisor);
    Optional<String> tooOld = libvirt.tooOld();
    if (tooOld.isPresent()) {
      return new HostExamination(false, tooOld.get());
    }
    return new HostExamination(
        true,
        libvirt.atLeast(LibvirtVersion.POST_COPY_RESUME)
            ? versions
            : "%s; a post-copy that breaks cannot be resumed before libvirt %s"
                .formatted(versions, LibvirtVersion.POST_COPY_RESUME));
  }

  /** What follows from a connection that was refused. */
  static HostExamination refused(int systemError, String message) {
    return new HostExamination(
        false,
        switch (systemError) {
          case PERMISSION_DENIED ->
              "this user may not open its socket; run as root, or join the group that may (on Debian:"
                  + " libvirt): "
                  + message;
          case NO_SUCH_FILE, CONNECTION_REFUSED ->
              "no libvirtd listens there; install and start one, or correct its uri: " + message;
          default -> message;
        });
  }
}
