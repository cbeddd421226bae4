package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.libvirt.LibvirtDriver;
import io.drover.runtime.EnvironmentCheck;
import io.drover.runtime.Finding;
import io.drover.scenario.LibvirtHosts;
import io.drover.store.jdbc.Stores;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code drover doctor}. */
@Command(
    name = "doctor",
    description = "Says what works here and what does not.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DoctorCommand implements Callable<Integer> {

  private static final String LIBVIRT = "drover.libvirt.hosts";

  /** More than a libvirtd that is well needs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PrintWriter out;

  DoctorCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    Config root = ConfigFactory.load();
    List<Finding> findings =
        new ArrayList<>(
            EnvironmentCheck.look(
                root, System.getenv(), Terminals.stdoutIsOne(), LibvirtDriver.problem()));
    if (root.hasPath("drover")) {
      findings.add(Stores.examine(root.getConfig("drover")));
    }
    if (LibvirtDriver.problem().isEmpty() && root.hasPath(LIBVIRT)) {
      findings.addAll(
          LibvirtHosts.find(root.getConfig("drover"), EnvironmentCheck.lab(System.getenv()))
              .examine(PATIENCE));
    }
    for (Finding finding : findings) {
      out.printf("%-8s  %-9s  %s%n", word(finding.level()), finding.subject(), finding.text());
    }
    boolean works = findings.stream().noneMatch(f -> f.level() == Finding.Level.MISSING);
    out.println(
        works
            ? "Simulated hosts work here: drover run FILE"
            : "Drover cannot run here: see what is missing above.");
    return works ? ExitStatus.OK : ExitStatus.ENVIRONMENT;
  }

  private static String word(Finding.Level level) {
    return switch (level) {
      case WORKS -> "works";
      case OPTIONAL -> "not here";
      case MISSING -> "MISSING";
    };
  }
}
