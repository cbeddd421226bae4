package io.drover.hypervisor.libvirt;

import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.HypervisorConformance;
import org.junit.jupiter.api.Tag;

/** Real hosts keep what the port promises. */
@Tag("lab")
class LibvirtConformanceLabTest extends HypervisorConformance {

  @Override
  protected ConformanceHosts open() {
    return new LibvirtConformanceHosts();
  }
}
