package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.ImageFolder;
import io.drover.storage.Volume;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.xml.sax.SAXParseException;

/**
 * Writes libvirt's description of a transient guest. The guest's name on the host is the id of its
 * instance; Drover's own metadata, which moves along with the guest, says when it was started.
 */
final class DomainXml {
  /** The namespace of Drover's metadata. */
  static final String NAMESPACE = "urn:io.drover:instance:1";

  private static final String STARTED_AT = "started-at";

  private final XMLStreamWriter xml;
  private final LibvirtSettings.Guest settings;

  private DomainXml(XMLStreamWriter xml, LibvirtSettings.Guest settings) {
    this.xml = xml;
    this.settings = settings;
  }

  /**
   * The description.
   *
   * @param domainType {@code kvm} or {@code qemu}
   * @throws HypervisorException as {@code NOT_SUPPORTED} when the guest has a disk and none was
   *     made for it, or no folder for disks is configured
   */
  static String of(
      DomainTemplate template,
      LibvirtSettings.Guest settings,
      String domainType,
      Instant startedAt) {
    requireDisk(template);
    // Characters beyond ASCII are written as references: no encoding can spoil them on their way.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter writer =
          XMLOutputFactory.newInstance()
              .createXMLStreamWriter(bytes, StandardCharsets.US_ASCII.name());
      new DomainXml(writer, settings).domain(template, domainType, startedAt);
      writer.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the description of " + template.id() + " is not XML", e);
    }
    String usual = bytes.toString(StandardCharsets.US_ASCII);
    return settings
        .template()
        .map(file -> file.complete(template, Xml.parse(usual), settings))
        .orElse(usual);
  }

  /** A guest without the disk that its instance has would start as if it were meant so. */
  private static void requireDisk(DomainTemplate template) {
    if (template.spec().flavor().diskBytes() > 0 && template.volumes().isEmpty()) {
      throw new HypervisorException(
          HypervisorException.Kind.NOT_SUPPORTED,
          "%s has a disk on its host's own storage, and nothing there makes such disks: set"
                  .formatted(template.id())
              + " drover.libvirt.guest.local-disk-folder, and drover.libvirt.disks.local");
    }
  }

  /** When the guest with this metadata was started; empty when they do not say it. */
  static Optional<Instant> startedAt(String metadata) {
    try {
      return Optional.of(Instant.parse(Xml.read(metadata).getAttribute(STARTED_AT)));
    } catch (SAXParseException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private void domain(DomainTemplate template, String domainType, Instant startedAt)
      throws XMLStreamException {
    xml.writeStartElement("domain");
    xml.writeAttribute("type", domainType);
    identity(template, startedAt);
    start("memory", "unit", "b");
    text(Long.toString(template.spec().flavor().memoryBytes()));
    element("vcpu", Integer.toString(template.spec().flavor().vcpus()));
    os();
    xml.writeStartElement("features");
    empty("acpi");
    empty("apic");
    xml.writeEndElement();
    if (!settings.cpuMode().isEmpty()) {
      empty("cpu", "mode", settings.cpuMode());
    }
    element("on_poweroff", "destroy");
    element("on_reboot", "restart");
    element("on_crash", "destroy");
    devices(template);
    xml.writeEndElement();
  }

  private void identity(DomainTemplate template, Instant startedAt) throws XMLStreamException {
    InstanceId id = template.id();
    element("name", id.value());
    if (isUuid(id.value())) {
      element("uuid", id.value());
    }
    element("title", template.spec().name());
    xml.writeStartElement("metadata");
    xml.writeStartElement("drover", "instance", NAMESPACE);
    xml.writeNamespace("drover", NAMESPACE);
    xml.writeAttribute(STARTED_AT, startedAt.toString());
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private void os() throws XMLStreamException {
    xml.writeStartElement("os");
    start("type", "arch", settings.arch());
    if (!settings.machine().isEmpty()) {
      xml.writeAttribute("machine", settings.machine());
    }
    text("hvm");
    elementIfSet("kernel", settings.kernel());
    elementIfSet("initrd", settings.initrd());
    elementIfSet("cmdline", settings.cmdline());
    xml.writeEndElement();
  }

  private void devices(DomainTemplate template) throws XMLStreamException {
    xml.writeStartElement("devices");
    for (Volume volume : template.volumes()) {
      disk(volume);
    }
    for (Vif vif : template.vifs()) {
      start("interface", "type", "ethernet");
      empty("mac", "address", vif.mac());
      empty("target", "dev", vif.device(), "managed", "no");
      empty("model", "type", "virtio");
      xml.writeEndElement();
    }
    if (!settings.serialFolder().isEmpty()) {
      start("serial", "type", "file");
      String path = settings.serialFolder() + "/" + template.id() + ".log";
      empty("source", "path", path, "append", "on");
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void disk(Volume volume) throws XMLStreamException {
    ImageFolder images = settings.images(volume.local());
    if (!images.exists()) {
      throw new HypervisorException(
          HypervisorException.Kind.NOT_SUPPORTED,
          "%s has a disk, and no folder for disks is configured: set drover.libvirt.guest.%s"
              .formatted(volume.instance(), folderSetting(volume.local())));
    }
    start("disk", "type", "file", "device", "disk");
    // Without the host's cache, so that both hosts of a migration see the same.
    empty("driver", "name", "qemu", "type", images.format(), "cache", "none");
    empty("source", "file", images.image(volume));
    empty("target", "dev", target(volume), "bus", "virtio");
    xml.writeEndElement();
  }

  /** Which setting says where such images are. */
  static String folderSetting(boolean local) {
    return local ? "local-disk-folder" : "disk-folder";
  }

  /** As what the guest sees the disk. */
  static String target(Volume volume) {
    return "vd" + (char) ('a' + volume.index());
  }

  private static boolean isUuid(String id) {
    try {
      return UUID.fromString(id).toString().equals(id);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void start(String name, String... attributes) throws XMLStreamException {
    xml.writeStartElement(name);
    attributes(attributes);
  }

  private void empty(String name, String... attributes) throws XMLStreamException {
    xml.writeEmptyElement(name);
    attributes(attributes);
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }

  private void text(String text) throws XMLStreamException {
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    text(text);
  }

  private void elementIfSet(String name, String text) throws XMLStreamException {
    if (!text.isEmpty()) {
      element(name, text);
    }
  }
}
