package io.drover.scenario;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.libvirt.HostExamination;
import io.drover.hypervisor.libvirt.LibvirtDriver;
import io.drover.hypervisor.libvirt.LibvirtSettings;
import io.drover.runtime.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The real hosts that scenarios can be played on: those of {@code drover.libvirt.hosts}, or the
 * lab's when there are none.
 *
 * @param libvirt everything below {@code drover.libvirt}
 */
public record LibvirtHosts(Config libvirt) {
  /** The deadlines of the calls that are given up when they do not return. */
  private static final List<String> BOUNDED =
      List.of("host.info-timeout", "host.call-timeout", "host.create-timeout");

  /**
   * Looks for hosts.
   *
   * @param drover the configuration below {@code drover}
   * @param lab the file that describes the lab
   */
  public static LibvirtHosts find(Config drover, Path lab) {
    Config configured = drover.getConfig("libvirt");
    boolean none = configured.getObject("hosts").isEmpty();
    return new LibvirtHosts(
        none && Files.isReadable(lab)
            ? ConfigFactory.parseFile(lab.toFile()).withFallback(configured).resolve()
            : configured);
  }

  /** The names of all hosts that there are, in ascending order. */
  public SortedSet<String> names() {
    return new TreeSet<>(libvirt.getObject("hosts").keySet());
  }

  /**
   * What has to be installed or started before these scenarios can be played; or nothing.
   *
   * @param set what beats the settings of the scenarios, with paths below {@code drover}
   * @throws ConfigException when the settings of a host cannot be used
   */
  public Optional<String> obstacle(List<Scenario> scenarios, Config set) {
    Optional<String> missing = LibvirtDriver.problem();
    if (missing.isPresent()) {
      return missing;
    }
    if (names().isEmpty()) {
      return Optional.of(
          "there are no libvirt hosts: start the lab with 'scripts/lab.sh up', or name yours below"
              + " drover.libvirt.hosts");
    }
    scenarios.forEach(scenario -> settings(scenario, set));
    scenarios.forEach(scenario -> devices(scenario, set));
    return Optional.empty();
  }

  /** Whether each host can be worked with, and if not, what is the matter; blocks a while. */
  public List<Finding> examine(Duration patience) {
    return names().stream().map(name -> examine(name, patience)).toList();
  }

  private Finding examine(String name, Duration patience) {
    try {
      return finding(
          name,
          LibvirtDriver.examine(LibvirtSettings.of(name, libvirt))
              .toCompletableFuture()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ConfigException e) {
      return finding(
          name, new HostExamination(false, "its settings cannot be used: " + e.getMessage()));
    } catch (TimeoutException e) {
      return finding(name, HostExamination.hangs(patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Finding finding(String name, HostExamination found) {
    return new Finding(
        name, found.works() ? Finding.Level.WORKS : Finding.Level.OPTIONAL, found.text());
  }

  /** The settings of each host of the scenario, by name; what is set beats what the lab says. */
  Map<String, LibvirtSettings> settings(Scenario scenario, Config set) {
    Config all = all(scenario, set);
    Map<String, LibvirtSettings> settings = new TreeMap<>();
    for (HostDefinition host : scenario.hosts()) {
      LibvirtSettings own = LibvirtSettings.of(host.name(), all);
      requireDeadlinesBelow(own.stuckAfter(), set.withFallback(scenario.settings()));
      settings.put(host.name(), own);
    }
    return settings;
  }

  /** A call is not to be given up by its host's driver while somebody waits for it. */
  private static void requireDeadlinesBelow(Duration stuckAfter, Config said) {
    Config drover =
        said.withFallback(
            ConfigFactory.defaultReference().getConfig("drover").withOnlyPath("host"));
    for (String path : BOUNDED) {
      if (drover.getDuration(path).compareTo(stuckAfter) > 0) {
        throw new ConfigException.BadValue(
            drover.getValue(path).origin(),
            path,
            "it has to be at most libvirt.stuck.after, when the call is given up: %d ms"
                .formatted(stuckAfter.toMillis()));
      }
    }
  }

  private Config all(Scenario scenario, Config set) {
    return set.withFallback(scenario.settings())
        .withFallback(libvirt.atPath("libvirt"))
        .getConfig("libvirt");
  }

  /** The VIFs and disks that the scenario can have. */
  LibvirtDevices devices(Scenario scenario, Config set) {
    return new LibvirtDevices(scenario, all(scenario, set));
  }

  /** What of a scenario cannot be had on these hosts and is ignored, a sentence each. */
  public List<String> ignored(Scenario scenario, Config set) {
    Set<String> notes = new TreeSet<>();
    LibvirtDevices devices = devices(scenario, set);
    for (InstanceDefinition instance : scenario.instances()) {
      for (String note : devices.leftOut(instance)) {
        notes.add("instance %s: %s".formatted(instance.name(), note));
      }
    }
    for (Step step : scenario.steps()) {
      if (step.action() instanceof Action.InjectFault inject
          && !LibvirtWorld.ofHooks(inject.fault())) {
        notes.add("step %d: %s, a fault of simulated hosts".formatted(step.number(), step.text()));
      } else if (step.action() instanceof Action.Expect expect
          && expect.expectation().needsGuarantees()) {
        notes.add(
            "step %d: guarantees, which are checked on simulated hosts".formatted(step.number()));
      }
    }
    return List.copyOf(notes);
  }
}
