package io.drover.hypervisor.simulated;

import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import java.util.List;

/** The disks of simulated guests: one, or none, half of which has been written to. */
final class Disks {

  private Disks() {}

  /** Bytes that the guest's disks occupy on their host. */
  static long allocation(DomainTemplate template) {
    return template.spec().flavor().diskBytes() / 2;
  }

  static List<DiskInfo> of(DomainTemplate template) {
    long capacity = template.spec().flavor().diskBytes();
    return capacity == 0 ? List.of() : List.of(new DiskInfo(capacity, allocation(template)));
  }
}
