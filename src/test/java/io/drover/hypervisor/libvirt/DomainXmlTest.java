package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.HypervisorException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class DomainXmlTest {
  private static final String ID = "5a1f0d5e-3a52-4c3f-9d0a-1c2b3d4e5f60";
  private static final Instant START = Instant.parse("2026-11-23T10:15:30.250Z");

  @Test
  void describesADirectlyStartedGuest() {
    LibvirtSettings.Guest settings =
        Templates.settings(
                """
                guest { kernel = "/boot/k", initrd = "/boot/i", cmdline = "console=ttyS0 a<b"
                        machine = pc, serial-folder = "/serial" }
                """)
            .guest();

    String xml = DomainXml.of(Templates.template(ID, "web-1", 0, 0), settings, "qemu", START);

    assertThat(xml)
        .isEqualTo(
            "<domain type=\"qemu\"><name>"
                + ID
                + "</name><uuid>"
                + ID
                + "</uuid><title>web-1</title><metadata>"
                + "<drover:instance xmlns:drover=\"urn:io.drover:instance:1\""
                + " started-at=\"2026-11-23T10:15:30.250Z\"></drover:instance></metadata>"
                + "<memory unit=\"b\">134217728</memory><vcpu>1</vcpu>"
                + "<os><type arch=\"x86_64\" machine=\"pc\">hvm</type><kernel>/boot/k</kernel>"
                + "<initrd>/boot/i</initrd><cmdline>console=ttyS0 a&lt;b</cmdline></os>"
                + "<features><acpi/><apic/></features>"
                + "<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>"
                + "<on_crash>destroy</on_crash>"
                + "<devices><serial type=\"file\"><source path=\"/serial/"
                + ID
                + ".log\" append=\"on\"/></serial></devices></domain>");
  }

  @Test
  void describesDisksAndInterfaces() {
    LibvirtSettings.Guest settings =
        Templates.settings("guest { disk-folder = \"/disks\", cpu-mode = host-model }").guest();
    DomainTemplate template = Templates.template(ID, "web-1", 2, 1 << 30);

    Element domain = Xml.parse(DomainXml.of(template, settings, "kvm", START));

    Element disk = Xml.children(domain, "devices", "disk").get(0);
    assertThat(Xml.children(disk, "source").get(0).getAttribute("file"))
        .isEqualTo("/disks/" + ID + "-0.qcow2");
    assertThat(Xml.children(disk, "target").get(0).getAttribute("dev")).isEqualTo("vda");
    assertThat(Xml.children(domain, "devices", "interface", "target"))
        .extracting(target -> target.getAttribute("dev"))
        .containsExactly(template.vifs().get(0).device(), template.vifs().get(1).device());
    assertThat(Xml.children(domain, "cpu").get(0).getAttribute("mode")).isEqualTo("host-model");
    assertThat(Xml.children(domain, "devices", "serial")).isEmpty();
    assertThat(Xml.children(domain, "os", "kernel")).isEmpty();
  }

  @Test
  void keepsEveryCharacterOfAName() {
    LibvirtSettings.Guest settings = Templates.settings("").guest();

    String xml =
        DomainXml.of(Templates.template(ID, "Bücher & <Söhne> 家", 0, 0), settings, "qemu", START);

    assertThat(xml).matches("\\p{ASCII}+");
    assertThat(Xml.children(Xml.parse(xml), "title").get(0).getTextContent())
        .isEqualTo("Bücher & <Söhne> 家");
  }

  @Test
  void leavesTheUuidToLibvirtWhenTheIdIsNone() {
    LibvirtSettings.Guest settings = Templates.settings("").guest();

    Element domain =
        Xml.parse(
            DomainXml.of(Templates.template("web-1", "web-1", 0, 0), settings, "qemu", START));

    assertThat(Xml.children(domain, "uuid")).isEmpty();
    assertThat(Xml.children(domain, "name").get(0).getTextContent()).isEqualTo("web-1");
  }

  @Test
  void refusesADiskWithoutAFolderForDisks() {
    LibvirtSettings.Guest settings = Templates.settings("").guest();

    assertThatThrownBy(
            () -> DomainXml.of(Templates.template(ID, "web-1", 0, 1), settings, "qemu", START))
        .isInstanceOf(HypervisorException.class)
        .hasMessageContaining("drover.libvirt.guest.disk-folder");
  }

  @Test
  void refusesADiskThatNobodyMade() {
    LibvirtSettings.Guest settings = Templates.settings("guest.disk-folder = \"/d\"").guest();
    DomainTemplate made = Templates.template(ID, "web-1", 0, 1);
    DomainTemplate template = new DomainTemplate(made.id(), made.spec(), List.of(), List.of());

    assertThatThrownBy(() -> DomainXml.of(template, settings, "qemu", START))
        .isInstanceOf(HypervisorException.class)
        .hasMessageContaining("has a disk")
        .hasMessageContaining("drover.libvirt.guest.local-disk-folder")
        .extracting("kind")
        .isEqualTo(HypervisorException.Kind.NOT_SUPPORTED);
  }

  @Test
  void readsBackWhenTheGuestWasStarted() {
    LibvirtSettings.Guest settings = Templates.settings("").guest();
    Element domain =
        Xml.parse(DomainXml.of(Templates.template(ID, "web-1", 0, 0), settings, "qemu", START));

    String metadata = Xml.write(Xml.children(domain, "metadata", "drover:instance").get(0));

    assertThat(DomainXml.startedAt(metadata)).contains(START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<instance/>", "<instance started-at='yesterday'/>", "<instance", ""})
  void survivesMetadataThatDoNotSayWhenTheGuestWasStarted(String metadata) {
    assertThat(DomainXml.startedAt(metadata)).isEmpty();
  }
}
