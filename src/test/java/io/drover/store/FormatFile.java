package io.drover.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a stored format is: bytes of values by the names of {@link Samples}, and the
 * words of its enums. What is in a file stays as it is; more may be added.
 *
 * @param words the words of each enum
 * @param samples the bytes of each sample
 */
record FormatFile(Map<String, Set<String>> words, Map<String, Entry> samples) {
  private static final Path FOLDER = Path.of("src/test/resources/io/drover/store/formats");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One sample.
   *
   * @param means what its bytes mean in the next version, written as JSON; null when that is the
   *     sample of the same name there
   * @param json what is in the bytes, for people
   * @param cbor the bytes, in hexadecimal
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(@Nullable JsonNode means, JsonNode json, String cbor) {}

  /** The file of this root's version, or one without anything when there is none yet. */
  static FormatFile read(Class<?> root, int version) throws IOException {
    Path path = path(root, version);
    return Files.exists(path)
        ? MAPPER.readValue(path.toFile(), new TypeReference<FormatFile>() {})
        : new FormatFile(Map.of(), Map.of());
  }

  /** This and what more there is in another one. */
  FormatFile plus(FormatFile more) {
    Map<String, Set<String>> allWords = new TreeMap<>(more.words);
    words.forEach(
        (word, values) -> {
          Set<String> all = new TreeSet<>(values);
          all.addAll(more.words.getOrDefault(word, Set.of()));
          allWords.put(word, all);
        });
    Map<String, Entry> allSamples = new TreeMap<>(samples);
    more.samples.forEach(allSamples::putIfAbsent);
    return new FormatFile(allWords, allSamples);
  }

  /** What of this is not in another one, in words. */
  List<String> lackedBy(FormatFile other) {
    List<String> lacked = new ArrayList<>();
    samples.keySet().stream()
        .filter(name -> !other.samples.containsKey(name))
        .forEach(name -> lacked.add("the sample " + name));
    words.forEach(
        (word, values) ->
            values.stream()
                .filter(value -> !other.words.getOrDefault(word, Set.of()).contains(value))
                .forEach(value -> lacked.add("the word %s of %s".formatted(value, word))));
    return lacked;
  }

  /** Writes it sorted, in lines that can be compared. */
  void write(Class<?> root, int version) throws IOException {
    StringBuilder text = new StringBuilder("{\"words\": {\n");
    String end = "";
    for (Map.Entry<String, Set<String>> word : words.entrySet()) {
      text.append(end).append(json(word.getKey())).append(": ").append(json(word.getValue()));
      end = ",\n";
    }
    text.append("\n},\n\"samples\": {\n");
    end = "";
    for (Map.Entry<String, Entry> sample : samples.entrySet()) {
      Entry entry = sample.getValue();
      text.append(end).append(json(sample.getKey())).append(": {\n");
      if (entry.means() != null) {
        text.append("  \"means\": ").append(json(entry.means())).append(",\n");
      }
      text.append("  \"json\": ").append(json(entry.json())).append(",\n");
      text.append("  \"cbor\": ").append(json(entry.cbor())).append("\n}");
      end = ",\n";
    }
    Files.createDirectories(FOLDER);
    Files.writeString(path(root, version), text.append("\n}}\n").toString());
  }

  private static String json(Object value) throws IOException {
    return MAPPER.writeValueAsString(value);
  }

  static Path path(Class<?> root, int version) {
    return FOLDER.resolve("%s-%d.json".formatted(root.getSimpleName(), version));
  }
}
