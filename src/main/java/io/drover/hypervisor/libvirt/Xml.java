package io.drover.hypervisor.libvirt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads what libvirt answers in XML, and writes parts of it for further questions. */
final class Xml {
  private Xml() {}

  /** The root of a document from libvirt. */
  static Element parse(String document) {
    try {
      return read(document);
    } catch (SAXParseException e) {
      throw new IllegalStateException("libvirt answered with XML that cannot be read", e);
    }
  }

  /**
   * The root of a document; refuses document types, so nothing else is loaded.
   *
   * @throws SAXParseException when it is not well-formed; says in which line
   */
  static Element read(String document) throws SAXParseException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(null);
      return builder.parse(new InputSource(new StringReader(document))).getDocumentElement();
    } catch (SAXParseException e) {
      throw e;
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("XML cannot be read", e);
    }
  }

  /** The elements that are reached from {@code parent} by the names of {@code path}. */
  static List<Element> children(Element parent, String... path) {
    List<Element> found = List.of(parent);
    for (String name : path) {
      List<Element> next = new ArrayList<>();
      for (Element element : found) {
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
          if (n instanceof Element child && child.getNodeName().equals(name)) {
            next.add(child);
          }
        }
      }
      found = next;
    }
    return found;
  }

  /** An element as a document of its own. */
  static String write(Element element) {
    return write(element, StandardCharsets.UTF_8);
  }

  /** The same with other characters as references, so that no encoding can spoil them. */
  static String writeAscii(Element element) {
    return write(element, StandardCharsets.US_ASCII);
  }

  private static String write(Element element, Charset charset) {
    try {
      Transformer identity = TransformerFactory.newInstance().newTransformer();
      identity.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      identity.setOutputProperty(OutputKeys.ENCODING, charset.name());
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      identity.transform(new DOMSource(element), new StreamResult(text));
      return text.toString(charset);
    } catch (TransformerException e) {
      throw new IllegalStateException("cannot write <" + element.getNodeName() + ">", e);
    }
  }
}
