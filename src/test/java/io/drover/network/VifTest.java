package io.drover.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.InstanceId;
import org.junit.jupiter.api.Test;

class VifTest {
  private static final String ID = "5a1f0d5e-3a52-4c3f-9d0a-1c2b3d4e5f60";

  private final Vif first = new Vif(new InstanceId(ID), 0);
  private final Vif tenth = new Vif(new InstanceId(ID), 10);
  private final Vif other = new Vif(new InstanceId(ID.replace("60", "61")), 0);

  @Test
  void namesDevicesApartAndShortEnoughForLinux() {
    assertThat(new String[] {first.device(), tenth.device(), other.device()})
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(name.length()).isLessThanOrEqualTo(15));
  }

  @Test
  void hasAnAddressOfItsOwnThatNoVendorGave() {
    assertThat(new String[] {first.mac(), tenth.mac(), other.mac()})
        .doesNotHaveDuplicates()
        .allSatisfy(mac -> assertThat(mac).matches("02(:[0-9a-f]{2}){5}"));
    assertThat(new Vif(new InstanceId(ID), 0).mac()).isEqualTo(first.mac());
  }
}
