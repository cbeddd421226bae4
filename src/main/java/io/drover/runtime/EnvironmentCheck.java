package io.drover.runtime;

import com.typesafe.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at what Drover needs around it and says in plain words what works and what does not. */
public final class EnvironmentCheck {

  /** The oldest Java that Drover runs on. */
  static final int OLDEST_JAVA = 17;

  /** Where the lab of libvirt hosts is, unless the variable {@code DROVER_LAB} says otherwise. */
  static final String LAB = "/var/lib/drover-lab";

  /** A setting that Drover's reference.conf has; so it is missing when this is. */
  private static final String DEBUGGER = "drover.debugger";

  private EnvironmentCheck() {}

  /**
   * Looks at everything.
   *
   * @param root the whole configuration
   * @param variables the environment variables
   * @param terminal whether results go to a terminal
   * @param libvirtProblem what has to be installed before libvirt can be used, as a sentence
   */
  public static List<Finding> look(
      Config root,
      Map<String, String> variables,
      boolean terminal,
      Optional<String> libvirtProblem) {
    return List.of(
        java(Runtime.version().feature(), System.getProperty("java.vendor", "unknown vendor")),
        settings(root),
        terminal(terminal),
        libvirt(libvirtProblem),
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

  static Finding libvirt(Optional<String> problem) {
    return problem
        .map(sentence -> Finding.optional("libvirt", "not for libvirt hosts: " + sentence))
        .orElseGet(() -> Finding.works("libvirt", "its library and the Java binding are there"));
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
}
