package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import io.drover.hypervisor.DomainTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class GuestTemplateTest {
  private static final String ID = "5a1f0d5e-3a52-4c3f-9d0a-1c2b3d4e5f60";
  private static final Instant START = Instant.parse("2026-11-23T10:15:30.250Z");
  private static final DomainTemplate GUEST = Templates.template(ID, "Söhne & web", 2, 1 << 30);

  @TempDir Path folder;

  private LibvirtSettings.Guest settings(Path template) {
    return Templates.settings(
            "guest { disk-folder = \"/disks\", template = \"%s\" }".formatted(template))
        .guest();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.xml"), text);
  }

  private String completed(String text) throws IOException {
    return DomainXml.of(GUEST, settings(file(text)), "qemu", START);
  }

  @Test
  void putsInWhatMakesTheGuestThatOfItsInstance() throws IOException {
    String xml =
        completed(
            """
            <domain>
              <name>mine</name><uuid>1</uuid><memory unit="GiB">64</memory>
              <currentMemory unit="GiB">1</currentMemory>
              <vcpu cpuset="1-3">9</vcpu><on_crash>preserve</on_crash>
              <metadata><my:app xmlns:my="urn:my">x</my:app></metadata>
              <os><type arch="aarch64">hvm</type></os>
            </domain>
            """);

    assertThat(xml).matches("(?s)\\p{ASCII}+");
    Element domain = Xml.parse(xml);
    assertThat(domain.getAttribute("type")).isEqualTo("qemu");
    assertThat(text(domain, "name")).isEqualTo(ID);
    assertThat(text(domain, "uuid")).isEqualTo(ID);
    assertThat(text(domain, "title")).isEqualTo("Söhne & web");
    assertThat(text(domain, "memory")).isEqualTo("134217728");
    assertThat(Xml.children(domain, "currentMemory")).isEmpty();
    assertThat(text(domain, "vcpu")).isEqualTo("1");
    assertThat(Xml.children(domain, "vcpu").get(0).getAttribute("cpuset")).isEqualTo("1-3");
    assertThat(text(domain, "on_crash")).isEqualTo("destroy");
    assertThat(Xml.children(domain, "metadata", "my:app")).hasSize(1);
    String metadata = Xml.write(Xml.children(domain, "metadata", "drover:instance").get(0));
    assertThat(DomainXml.startedAt(metadata)).contains(START);
    assertThat(Xml.children(domain, "os", "type").get(0).getAttribute("arch")).isEqualTo("aarch64");
  }

  private static String text(Element domain, String name) {
    assertThat(Xml.children(domain, name)).hasSize(1);
    return Xml.children(domain, name).get(0).getTextContent();
  }

  @Test
  void addsTheUsualDisksAndInterfacesToThoseOfTheTemplate() throws IOException {
    Element domain =
        Xml.parse(completed("<domain><devices><disk device='cdrom'/></devices></domain>"));

    assertThat(Xml.children(domain, "devices", "disk")).hasSize(2);
    assertThat(Xml.children(domain, "devices", "disk", "source").get(0).getAttribute("file"))
        .isEqualTo("/disks/" + ID + "-0.qcow2");
    assertThat(Xml.children(domain, "devices", "interface", "target"))
        .extracting(target -> target.getAttribute("dev"))
        .containsExactly(GUEST.vifs().get(0).device(), GUEST.vifs().get(1).device());
  }

  @Test
  void makesEachDiskAndInterfaceFromThePatternOfTheTemplate() throws IOException {
    Element domain =
        Xml.parse(
            completed(
                """
                <domain><devices>
                  <disk><source file="{image}"/><target dev="{target}" bus="scsi"/></disk>
                  <interface><mac address="{mac}"/><alias name="ua-{index}"/>
                    <target dev="{device}"/></interface>
                  <serial><source path="/log/{instance}.log"/></serial>
                </devices></domain>
                """));

    assertThat(Xml.children(domain, "devices", "disk")).hasSize(1);
    assertThat(Xml.children(domain, "devices", "disk", "source").get(0).getAttribute("file"))
        .isEqualTo("/disks/" + ID + "-0.qcow2");
    Element target = Xml.children(domain, "devices", "disk", "target").get(0);
    assertThat(target.getAttribute("dev") + target.getAttribute("bus")).isEqualTo("vdascsi");
    assertThat(Xml.children(domain, "devices", "interface", "mac"))
        .extracting(mac -> mac.getAttribute("address"))
        .containsExactly(GUEST.vifs().get(0).mac(), GUEST.vifs().get(1).mac());
    assertThat(Xml.children(domain, "devices", "interface", "alias"))
        .extracting(alias -> alias.getAttribute("name"))
        .containsExactly("ua-0", "ua-1");
    assertThat(Xml.children(domain, "devices", "serial", "source").get(0).getAttribute("path"))
        .isEqualTo("/log/" + ID + ".log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk.xml", "kernel.xml"})
  void theTemplatesThatComeWithDroverCanBeUsed(String name) {
    Element domain =
        Xml.parse(DomainXml.of(GUEST, settings(Path.of("conf/domains", name)), "kvm", START));

    assertThat(Xml.children(domain, "devices", "disk")).hasSize(1);
    assertThat(Xml.children(domain, "devices", "interface")).hasSize(2);
    assertThat(Xml.write(domain)).doesNotContain("{");
  }

  @Test
  void saysInWhichLineATemplateIsWrong() throws IOException {
    assertRefused("<domain>\n  <os>\n</domain>", "t.xml:3: ");
    assertRefused(
        "<domain>\n  <os x='{imge}'/>\n</domain>", "t.xml:2: there is no value for {imge}");
    assertRefused("<network/>", "t.xml: a template is a <domain>, not a <network>");
    assertRefused("<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain/>", "t.xml:1: ");
  }

  @Test
  void saysWhyATemplateCannotBeRead() throws IOException {
    assertThatThrownBy(() -> settings(folder.resolve("none.xml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.xml: this template cannot be read: there is no such file");
    Path latin = folder.resolve("latin.xml");
    Files.writeString(latin, "<domain><title>Söhne</title></domain>", StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> settings(latin))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("latin.xml: this template cannot be read: it is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <disk><source file='{format}'/></disk>                           | {format} | <source>
          <disk><source file='{image}'/><target dev='{mac}'/></disk>       | {mac}    | <target>
          <interface><mac address='{mac}'/></interface>                    | {mac}    | <mac>
          <serial><source path='/log/{index}'/></serial>                   | {index}  | <source>
          <channel>{image}</channel>                                       | {image}  | <channel>
          """)
  void refusesAPlaceholderWhereItHasNoValue(String device, String placeholder, String element)
      throws IOException {
    assertRefused(
        "<domain><devices>%s</devices></domain>".formatted(device),
        "t.xml: there is no value for %s in this %s; ".formatted(placeholder, element));
  }

  private void assertRefused(String text, String why) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> settings(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void keepsItsContentToItself() throws IOException {
    LibvirtSettings.Guest settings =
        settings(file("<domain><devices><graphics passwd='secret'/></devices></domain>"));

    assertThat(settings.toString()).contains("t.xml").doesNotContain("secret");
  }
}
