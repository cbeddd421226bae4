package io.drover.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** How values of one root are stored by an actor system: its serializer and version. */
final class StoredFormat {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final HexFormat HEX = HexFormat.of();

  private final Class<?> root;
  private final SerializerWithStringManifest serializer;

  private StoredFormat(Class<?> root, SerializerWithStringManifest serializer) {
    this.root = root;
    this.serializer = serializer;
  }

  /** All that the system's configuration binds to a serializer of Drover's, by its root's name. */
  static List<StoredFormat> all(ActorSystem<?> system) throws NotSerializableException {
    Serialization serialization = SerializationExtension.get(system);
    List<StoredFormat> all = new ArrayList<>();
    Map<String, Object> bindings =
        system.settings().config().getObject("pekko.actor.serialization-bindings").unwrapped();
    for (Map.Entry<String, Object> binding : bindings.entrySet()) {
      if (binding.getValue().toString().startsWith("drover-")) {
        Class<?> root = type(binding.getKey());
        Serializer serializer = serialization.serializerFor(root);
        all.add(new StoredFormat(root, (SerializerWithStringManifest) serializer));
      }
    }
    all.sort(Comparator.comparing(StoredFormat::toString));
    return all;
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("reference.conf binds " + name, e);
    }
  }

  Class<?> root() {
    return root;
  }

  int serializer() {
    return serializer.identifier();
  }

  /** The version that is written. */
  int version() {
    Object any = Samples.of(root).values().iterator().next();
    return Integer.parseInt(serializer.manifest(any).substring(1));
  }

  /** What this version is, by the types of today; fails when one cannot be read again. */
  FormatFile written() throws IOException {
    Map<String, FormatFile.Entry> samples = new LinkedHashMap<>();
    for (Map.Entry<String, Object> sample : Samples.of(root).entrySet()) {
      byte[] bytes = serializer.toBinary(sample.getValue());
      if (!sample.getValue().equals(serializer.fromBinary(bytes, "#" + version()))) {
        throw new IllegalStateException("is read as another value: " + sample.getValue());
      }
      samples.put(
          sample.getKey(), new FormatFile.Entry(null, CBOR.readTree(bytes), HEX.formatHex(bytes)));
    }
    return new FormatFile(Samples.words(root), samples);
  }

  /** What was recorded of a version. */
  FormatFile recorded(int version) throws IOException {
    return FormatFile.read(root, version);
  }

  /** Reads bytes that were recorded. */
  Object read(FormatFile.Entry entry, int version) throws IOException {
    return serializer.fromBinary(HEX.parseHex(entry.cbor()), "#" + version);
  }

  /** Reads what would be stored as these bytes, written as JSON. */
  Object read(JsonNode json, int version) throws IOException {
    return serializer.fromBinary(CBOR.writeValueAsBytes(json), "#" + version);
  }

  /** What is in bytes that were recorded. */
  static JsonNode json(FormatFile.Entry entry) throws IOException {
    return CBOR.readTree(HEX.parseHex(entry.cbor()));
  }

  @Override
  public String toString() {
    return root.getSimpleName();
  }
}
