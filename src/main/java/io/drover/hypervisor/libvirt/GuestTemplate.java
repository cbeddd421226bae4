package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.DomainTemplate;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.ImageFolder;
import io.drover.storage.Volume;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.SAXParseException;

/**
 * An operator's description of guests in libvirt's XML. Drover completes it: what makes the guest
 * that of its instance is always Drover's (name, size, metadata, what happens when it ends), its
 * disks and interfaces are added, and the rest stays as it is written.
 *
 * <p>A {@code disk} with <code>{image}</code> in it, or an {@code interface} with <code>{device}
 * </code>, is what each disk or interface is made from; without one they are Drover's usual ones.
 */
final class GuestTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9-]*)}");
  private static final String INSTANCE = "instance";
  private static final String INDEX = "index";
  private static final String IMAGE = "image";
  private static final String FORMAT = "format";
  private static final String TARGET = "target";
  private static final String DEVICE = "device";
  private static final String MAC = "mac";
  private static final List<String> PLACEHOLDERS =
      List.of(INSTANCE, INDEX, IMAGE, FORMAT, TARGET, DEVICE, MAC);
  private static final List<String> OF_DISKS = List.of(INSTANCE, INDEX, IMAGE, FORMAT, TARGET);
  private static final List<String> OF_INTERFACES = List.of(INSTANCE, INDEX, DEVICE, MAC);

  /** Replaced as a whole, or taken away when Drover says nothing about it. */
  private static final List<String> OWN =
      List.of(
          "name",
          "uuid",
          "title",
          "memory",
          "currentMemory",
          "on_poweroff",
          "on_reboot",
          "on_crash");

  private final Path file;
  private final String text;

  private GuestTemplate(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException when it cannot be used; says where and why in one sentence
   */
  static GuestTemplate read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: this template cannot be read: %s".formatted(file, reason(e)), e);
    }
    GuestTemplate template = new GuestTemplate(file, text);
    String root = template.parse().getNodeName();
    if (!root.equals("domain")) {
      throw new IllegalArgumentException(
          "%s: a template is a <domain>, not a <%s>".formatted(file, root));
    }
    template.checkPlaceholders();
    template.checkPlaces();
    return template;
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (e instanceof AccessDeniedException) {
      return "permission is denied";
    } else if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    return String.valueOf(e.getMessage());
  }

  private Element parse() {
    try {
      return Xml.read(text);
    } catch (SAXParseException e) {
      throw new IllegalArgumentException(
          "%s:%d: %s".formatted(file, e.getLineNumber(), e.getMessage()), e);
    }
  }

  /** The machine that guests get; the settings say what the template leaves to Drover. */
  Platform platform(LibvirtSettings.Guest settings) {
    return Platform.of(parse(), settings);
  }

  private void checkPlaceholders() {
    Matcher found = PLACEHOLDER.matcher(text);
    while (found.find()) {
      if (!PLACEHOLDERS.contains(found.group(1))) {
        long line = text.substring(0, found.start() + 1).lines().count();
        throw new IllegalArgumentException(
            "%s:%d: there is no value for {%s}; there are {%s}"
                .formatted(file, line, found.group(1), String.join("}, {", PLACEHOLDERS)));
      }
    }
  }

  /** Refuses what would reach libvirt as it is written, since nothing has a value for it there. */
  private void checkPlaces() {
    Element domain = parse();
    for (Element devices : Xml.children(domain, "devices")) {
      checkPatterns(devices, "disk", IMAGE, OF_DISKS);
      checkPatterns(devices, "interface", DEVICE, OF_INTERFACES);
    }
    check(domain, List.of(INSTANCE));
  }

  private void checkPatterns(
      Element devices, String name, String placeholder, List<String> placeholders) {
    for (Element pattern : patterns(devices, name, placeholder)) {
      check(pattern, placeholders);
      devices.removeChild(pattern);
    }
  }

  private void check(Element element, List<String> valued) {
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      check(element, ((Attr) attributes.item(i)).getValue(), valued);
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Text text) {
        check(element, text.getData(), valued);
      } else if (child instanceof Element inner) {
        check(inner, valued);
      }
    }
  }

  private void check(Element element, String written, List<String> valued) {
    Matcher found = PLACEHOLDER.matcher(written);
    while (found.find()) {
      if (!valued.contains(found.group(1))) {
        throw new IllegalArgumentException(
            "%s: there is no value for {%s} in this <%s>; in a <disk> with {image} there are {%s},"
                    .formatted(
                        file, found.group(1), element.getNodeName(), String.join("}, {", OF_DISKS))
                + " in an <interface> with {device} {%s}, elsewhere {%s}"
                    .formatted(String.join("}, {", OF_INTERFACES), INSTANCE));
      }
    }
  }

  /**
   * The description of one guest.
   *
   * @param usual how Drover describes it without a template
   * @param images where images are, by whether they are the host's own
   */
  String complete(DomainTemplate guest, Element usual, LibvirtSettings.Guest images) {
    Element domain = parse();
    if (!domain.hasAttribute("type")) {
      domain.setAttribute("type", usual.getAttribute("type"));
    }
    for (String name : OWN) {
      Xml.children(domain, name).forEach(domain::removeChild);
      Xml.children(usual, name).forEach(own -> adopt(domain, own));
    }
    processors(domain, usual);
    metadata(domain, usual);
    Element devices = child(domain, "devices");
    disks(devices, guest, usual, images);
    interfaces(devices, guest, usual);
    fill(domain, Map.of(INSTANCE, guest.id().value()));
    return Xml.writeAscii(domain);
  }

  /** How they are placed is the template's. */
  private static void processors(Element domain, Element usual) {
    String count = Xml.children(usual, "vcpu").get(0).getTextContent();
    child(domain, "vcpu").setTextContent(count);
  }

  private static void metadata(Element domain, Element usual) {
    Element metadata = child(domain, "metadata");
    for (Element own : Xml.children(usual, "metadata", "drover:instance")) {
      Xml.children(metadata, own.getNodeName()).forEach(metadata::removeChild);
      adopt(metadata, own);
    }
  }

  private static void disks(
      Element devices, DomainTemplate guest, Element usual, LibvirtSettings.Guest settings) {
    List<Element> patterns = patterns(devices, "disk", IMAGE);
    if (patterns.isEmpty()) {
      Xml.children(usual, "devices", "disk").forEach(disk -> adopt(devices, disk));
    }
    for (Element pattern : patterns) {
      for (Volume volume : guest.volumes()) {
        ImageFolder folder = settings.images(volume.local());
        Map<String, String> values = values(guest.id(), volume.index());
        values.put(IMAGE, folder.image(volume));
        values.put(FORMAT, folder.format());
        values.put(TARGET, DomainXml.target(volume));
        repeat(devices, pattern, values);
      }
      devices.removeChild(pattern);
    }
  }

  private static void interfaces(Element devices, DomainTemplate guest, Element usual) {
    List<Element> patterns = patterns(devices, "interface", DEVICE);
    if (patterns.isEmpty()) {
      Xml.children(usual, "devices", "interface").forEach(vif -> adopt(devices, vif));
    }
    for (Element pattern : patterns) {
      for (Vif vif : guest.vifs()) {
        Map<String, String> values = values(guest.id(), vif.index());
        values.put(DEVICE, vif.device());
        values.put(MAC, vif.mac());
        repeat(devices, pattern, values);
      }
      devices.removeChild(pattern);
    }
  }

  private static Map<String, String> values(InstanceId id, int index) {
    Map<String, String> values = new TreeMap<>();
    values.put(INSTANCE, id.value());
    values.put(INDEX, Integer.toString(index));
    return values;
  }

  private static List<Element> patterns(Element devices, String name, String placeholder) {
    return Xml.children(devices, name).stream()
        .filter(element -> Xml.write(element).contains("{" + placeholder + "}"))
        .toList();
  }

  private static void repeat(Element devices, Element pattern, Map<String, String> values) {
    Node copy = devices.insertBefore(pattern.cloneNode(true), pattern);
    fill(copy, values);
  }

  private static void adopt(Element parent, Element other) {
    parent.appendChild(parent.getOwnerDocument().importNode(other, true));
  }

  private static Element child(Element parent, String name) {
    List<Element> there = Xml.children(parent, name);
    return there.isEmpty()
        ? (Element) parent.appendChild(parent.getOwnerDocument().createElement(name))
        : there.get(0);
  }

  /** Puts the values in; the placeholders of others stay. */
  private static void fill(Node node, Map<String, String> values) {
    if (node instanceof Text text) {
      text.setData(fill(text.getData(), values));
    }
    NamedNodeMap attributes = node.getAttributes();
    for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
      Attr attribute = (Attr) attributes.item(i);
      attribute.setValue(fill(attribute.getValue(), values));
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      fill(child, values);
    }
  }

  private static String fill(String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(found, values)));
  }

  private static String value(MatchResult found, Map<String, String> values) {
    return values.getOrDefault(found.group(1), found.group());
  }

  /** Where it is; what is in it may be secret. */
  @Override
  public String toString() {
    return file.toString();
  }
}
