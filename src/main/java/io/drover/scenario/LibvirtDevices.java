package io.drover.scenario;

import com.typesafe.config.Config;
import io.drover.hypervisor.libvirt.HostCommands;
import io.drover.hypervisor.libvirt.LibvirtSettings;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.network.VifPlugger;
import io.drover.storage.VolumeConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;

/**
 * The VIFs and disks of a scenario on its real hosts, as far as commands and folders for them are
 * configured on all of these; what is not is left out.
 */
final class LibvirtDevices {
  private final Map<String, HostCommands> hosts = new TreeMap<>();
  private final Set<Vif> used = ConcurrentHashMap.newKeySet();
  private final Optional<String> noVifs;
  private final Optional<String> noDisks;

  /**
   * Reads what is configured.
   *
   * @param libvirt everything below {@code drover.libvirt}
   * @throws com.typesafe.config.ConfigException when a command cannot be used
   */
  LibvirtDevices(Scenario scenario, Config libvirt) {
    List<String> withoutVifs = new ArrayList<>();
    List<String> withoutDisks = new ArrayList<>();
    for (HostDefinition host : scenario.hosts()) {
      HostCommands commands = HostCommands.of(host.name(), libvirt);
      hosts.put(host.name(), commands);
      if (commands.vifPlugger().isEmpty()) {
        withoutVifs.add(host.name());
      }
      if (!LibvirtSettings.of(host.name(), libvirt)
          .guest()
          .images(!host.sharedStorage())
          .exists()) {
        withoutDisks.add(host.name());
      }
    }
    noVifs = missing("no command plugs them on %s (drover.libvirt.vifs)", withoutVifs);
    noDisks = missing("there is no folder for it on %s (drover.libvirt.guest)", withoutDisks);
  }

  private static Optional<String> missing(String why, List<String> hosts) {
    return hosts.isEmpty()
        ? Optional.empty()
        : Optional.of(why.formatted(String.join(" and ", hosts)));
  }

  /** The instance without what cannot be had here. */
  InstanceSpec spec(InstanceDefinition instance) {
    Flavor flavor = instance.spec().flavor();
    long disk = noDisks.isPresent() ? 0 : flavor.diskBytes();
    return new InstanceSpec(
        instance.name(),
        new Flavor(flavor.vcpus(), flavor.memoryBytes(), disk),
        noVifs.isPresent() ? 0 : instance.spec().vifs(),
        0);
  }

  /** What of the instance cannot be had here, a sentence each. */
  List<String> leftOut(InstanceDefinition instance) {
    List<String> notes = new ArrayList<>();
    if (instance.spec().vifs() > 0) {
      noVifs.ifPresent(why -> notes.add("vifs, because " + why));
    }
    if (instance.spec().flavor().diskBytes() > 0) {
      noDisks.ifPresent(why -> notes.add("disk, because " + why));
    }
    if (instance.spec().dirtyRate() > 0) {
      notes.add("dirty-rate, which is for simulated hosts");
    }
    return notes;
  }

  /** What plugs VIFs on a host; those that it is asked for are remembered. */
  VifPlugger vifPlugger(String host) {
    VifPlugger real = commands(host).plugger();
    return new VifPlugger() {
      @Override
      public void guard(Runnable check) {
        real.guard(check);
      }

      @Override
      public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
        used.addAll(vifs);
        return real.plug(instance, vifs);
      }

      @Override
      public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
        return real.unplug(instance, vifs);
      }
    };
  }

  /** What makes disks on a host. */
  VolumeConnector volumes(String host) {
    return commands(host).volumes();
  }

  /** Which VIFs, of all that were ever asked for, are plugged on a host now. */
  CompletionStage<List<Vif>> plugged(String host) {
    List<Vif> asked = List.copyOf(used);
    return commands(host)
        .vifPlugger()
        .map(plugger -> plugger.plugged(asked))
        .orElseGet(() -> CompletableFuture.completedStage(List.of()));
  }

  private HostCommands commands(String host) {
    HostCommands commands = hosts.get(host);
    if (commands == null) {
      throw new IllegalStateException("no libvirt host " + host);
    }
    return commands;
  }
}
