package io.drover.runtime;

import com.typesafe.config.Config;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at what Drover needs around it and says in plain words what works and what does not. */
public final class EnvironmentCheck {

  /** The oldest Java that Drover runs on. */
  static final int OLDEST_JAVA = 17;

  /** Where the lab of libvirt hosts is, unless the variable {@code DROVER_LAB} says otherwise. */
  static final String LAB = "/var/lib/drover-lab";

  /** A setting that Drover's reference.conf has; so it is missing when this is. */
  private static final String DEBUGGER = "drover.debugger";

  private static final String BINDING = "org.libvirt.Connect";
  private static final String NATIVE_LOADER = "com.sun.jna.NativeLibrary";

  private EnvironmentCheck() {}

  /**
   * Looks at everything.
   *
   * @param root the whole configuration
   * @param variables the environment variables
   * @param terminal whether results go to a terminal
   */
  public static List<Finding> look(Config root, Map<String, String> variables, boolean terminal) {
    return List.of(
        java(Runtime.version().feature(), System.getProperty("java.vendor", "unknown vendor")),
        settings(root),
        terminal(terminal),
        libvirt(hasClass(BINDING) && hasClass(NATIVE_LOADER), nativeLibraryError("virt")),
        describe(lab(variables)),
        debugger(root, Debugger.jvmArguments()));
  }

  /** The file that describes the lab of libvirt hosts, whether or not there is one. */
  public static Path lab(Map<String, String> variables) {
    return Path.of(variables.getOrDefault("DROVER_LAB", LAB), "lab.conf");
  }

  static Finding java(int version, String vendor) {
    String found = "Java %d (%s)".formatted(version, vendor);
    return version >= OLDEST_JAVA
        ? Finding.works("Java", found)
        : Finding.missing("Java", found + " is too old; install Java " + OLDEST_JAVA + " or later");
  }

  static Finding settings(Config root) {
    return root.hasPath(DEBUGGER)
        ? Finding.works("settings", "Drover's reference.conf is there")
        : Finding.missing(
            "settings",
            "Drover's reference.conf is missing; a jar that merges others must append their"
                + " reference.conf files");
  }

  static Finding terminal(boolean there) {
    return there
        ? Finding.works("terminal", "runs are told with progress bars")
        : Finding.optional("terminal", "none; runs are told in plain lines");
  }

  static Finding libvirt(boolean binding, @Nullable String nativeError) {
    String subject = "libvirt";
    if (!binding) {
      return Finding.optional(
          subject,
          "the Java binding is not on the class path; add org.libvirt:libvirt and"
              + " net.java.dev.jna:jna for libvirt hosts");
    }
    return nativeError == null
        ? Finding.works(subject, "the Java binding and the native library are there")
        : Finding.optional(
            subject,
            "no native library (%s); install libvirt0 or libvirt-libs for libvirt hosts"
                .formatted(nativeError));
  }

  static Finding describe(Path file) {
    return Files.isReadable(file)
        ? Finding.works("lab", "described by " + file)
        : Finding.optional("lab", "none at " + file.getParent() + "; scripts/lab.sh up starts one");
  }

  static Finding debugger(Config root, List<String> jvmArguments) {
    String subject = "debugger";
    if (!root.hasPath(DEBUGGER)) {
      return Finding.optional(subject, "not known without settings");
    }
    boolean active = Debugger.from(root.getConfig("drover")).active(jvmArguments);
    return Finding.works(
        subject,
        active
            ? "on; Drover's own deadlines and polls are stretched"
            : "off; deadlines and polls are as they are set");
  }

  private static boolean hasClass(String name) {
    try {
      Class.forName(name, false, EnvironmentCheck.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Why a native library cannot be loaded, in one line; null when it can. */
  private static @Nullable String nativeLibraryError(String name) {
    try {
      Class.forName(NATIVE_LOADER).getMethod("getInstance", String.class).invoke(null, name);
      return null;
    } catch (InvocationTargetException e) {
      String message = e.getCause() == null ? null : e.getCause().getMessage();
      return message == null ? "not to be loaded" : message.lines().findFirst().orElse("");
    } catch (ReflectiveOperationException | LinkageError e) {
      return "JNA is missing";
    }
  }
}
