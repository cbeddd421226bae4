package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.HostFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostProfileTest {
  private static final String CAPABILITIES =
      """
      <capabilities>
        <host><cpu><arch>x86_64</arch><model>EPYC</model></cpu></host>
        <guest>
          <os_type>hvm</os_type>
          <arch name='i686'><machine>isapc</machine><domain type='qemu'/></arch>
        </guest>
        <guest>
          <os_type>hvm</os_type>
          <arch name='x86_64'>
            <machine>pc-i440fx-7.2</machine>
            <machine canonical='pc-i440fx-7.2'>pc</machine>
            <machine>pc-q35-7.2</machine>
            <machine canonical='pc-q35-7.2'>q35</machine>
            <domain type='qemu'/>
            <domain type='kvm'/>
          </arch>
        </guest>
      </capabilities>
      """;

  private static HostProfile profile(String guest) {
    return HostProfile.of(CAPABILITIES, Templates.settings("guest {" + guest + "}").guest());
  }

  private static HostFacts facts(String type, long version, String... machines) {
    return new HostFacts(type, version, "", List.of(machines), "qemu+tcp://peer/system");
  }

  @Test
  void takesHardwareVirtualisationWhereItIsOffered() {
    assertThat(profile("").domainType()).isEqualTo("kvm");
    assertThat(profile("").cpu()).contains("<model>EPYC</model>");
  }

  @Test
  void emulatesWhenToldSoAndThenTheHostsProcessorDoesNotMatter() {
    assertThat(profile("domain-type = qemu").domainType()).isEqualTo("qemu");
    assertThat(profile("domain-type = qemu").cpu()).isEmpty();
  }

  @Test
  void emulatesWhereNothingElseIsOffered() {
    assertThat(profile("arch = i686").domainType()).isEqualTo("qemu");
  }

  @Test
  void putsTheMachineTypeOfNewGuestsFirst() {
    assertThat(profile("").machineTypes()).containsExactly("pc-i440fx-7.2", "pc-q35-7.2");
    assertThat(profile("machine = q35").machineTypes())
        .containsExactly("pc-q35-7.2", "pc-i440fx-7.2");
  }

  @Test
  void acceptsAGuestOfAHostOfItsKind() {
    assertThat(
            profile("")
                .accepts(facts("QEMU", 7_002_000, "pc-i440fx-7.2"), facts("QEMU", 7_002_000))
                .compatible())
        .isTrue();
  }

  @Test
  void refusesAGuestOfAnotherHypervisorANewerOneOrAnUnknownMachineType() {
    HostFacts own = facts("QEMU", 7_002_000);

    assertThat(profile("").accepts(facts("Xen", 4_017_000), own).explanation()).contains("Xen");
    assertThat(profile("").accepts(facts("QEMU", 8_000_000), own).explanation()).contains("older");
    assertThat(profile("").accepts(facts("QEMU", 7_002_000, "pc-i440fx-9.0"), own).explanation())
        .contains("pc-i440fx-9.0");
  }
}
