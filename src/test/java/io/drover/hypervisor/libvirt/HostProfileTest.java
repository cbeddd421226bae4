package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-model", "host-passthrough", "maximum"})
  void comparesTheProcessorWhereGuestsSeeIt(String mode) {
    assertThat(profile("cpu-mode = " + mode).cpu()).contains("<model>EPYC</model>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "custom"})
  void doesNotCompareTheProcessorWhereGuestsHaveAnother(String mode) {
    assertThat(profile("cpu-mode = " + mode).cpu()).isEmpty();
  }

  @Test
  void emulatesWhenToldSoAndThenTheHostsProcessorDoesNotMatter() {
    assertThat(profile("domain-type = qemu").domainType()).isEqualTo("qemu");
    assertThat(profile("domain-type = qemu, cpu-mode = host-model").cpu()).isEmpty();
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
  void takesTypeMachineAndProcessorFromTheTemplate(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("guest.xml");
    Files.writeString(
        file,
        """
        <domain type='kvm'>
          <os><type machine='q35'>hvm</type></os>
          <cpu mode='host-passthrough'/>
        </domain>
        """);

    HostProfile profile = profile("domain-type = qemu, machine = pc, template = \"" + file + "\"");

    assertThat(profile.domainType()).isEqualTo("kvm");
    assertThat(profile.machineTypes()).containsExactly("pc-q35-7.2", "pc-i440fx-7.2");
    assertThat(profile.cpu()).contains("<model>EPYC</model>");
  }

  @Test
  void takesWhatTheTemplateLeavesOpenFromTheHostAndTheType(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("guest.xml");
    Files.writeString(file, "<domain><os><type>hvm</type></os></domain>");

    HostProfile profile =
        profile("machine = q35, cpu-mode = host-model, template = \"" + file + "\"");

    assertThat(profile.domainType()).isEqualTo("kvm");
    assertThat(profile.machineTypes()).containsExactly("pc-i440fx-7.2", "pc-q35-7.2");
    assertThat(profile.cpu()).isEmpty();
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
