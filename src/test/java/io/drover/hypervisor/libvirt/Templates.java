package io.drover.hypervisor.libvirt;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.DomainTemplate;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.storage.Volume;

/** Settings and templates for the tests of this package. */
final class Templates {
  private static final long MEBIBYTE = 1024 * 1024;

  private Templates() {}

  /** The settings of a host {@code hv1} with {@code more} (HOCON) set. */
  static LibvirtSettings settings(String more) {
    Config host =
        ConfigFactory.parseString(
            "hosts.hv1 { uri = \"test:///default\", peer-uri = \"qemu+tcp://hv1/system\" }");
    return LibvirtSettings.of("hv1", ConfigFactory.parseString(more).withFallback(host));
  }

  /** A guest of 128 MiB and one processor. */
  static DomainTemplate template(String id, String name, int vifs, long diskBytes) {
    InstanceId instance = new InstanceId(id);
    InstanceSpec spec = new InstanceSpec(name, new Flavor(1, 128 * MEBIBYTE, diskBytes), vifs, 0);
    return new DomainTemplate(
        instance, spec, Vif.of(instance, vifs), Volume.of(instance, spec, true));
  }
}
