package io.drover.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers as lines of JSON, each an object. A request has {@code version}, {@code id},
 * {@code verb}, the verb's arguments and, if wanted, {@code key} and {@code wait}; an answer has
 * {@code id}, {@code type} and what belongs to its type. Sizes are bytes, times ISO-8601.
 */
public final class Protocol {

  /** The version that is spoken here. */
  public static final int VERSION = 1;

  private static final String ID = "id";
  private static final String KEY = "key";
  private static final String VCPUS = "vcpus";
  private static final String VERB = "verb";
  private static final String VERSION_FIELD = "version";
  private static final String WAIT = "wait";

  /** Longer ones are not recorded, nor is anybody in need of them. */
  private static final int LONGEST_TEXT = 256;

  private static final ObjectMapper JSON = ControlJson.mapper();

  private Protocol() {}

  /**
   * An answer with the id of its request.
   *
   * @param id empty when the request's could not be told
   */
  public record Reply(String id, Answer answer) {}

  /** The line of a request, without its end. */
  public static String line(Request request) {
    ObjectNode line = JSON.createObjectNode();
    line.put(VERSION_FIELD, VERSION);
    line.put(ID, request.id());
    line.put(VERB, request.verb().label());
    line.setAll(JSON.<ObjectNode>valueToTree(request.arguments()));
    if (request.key() != null) {
      line.put(KEY, request.key());
    }
    if (request.waits()) {
      line.put(WAIT, true);
    }
    return line.toString();
  }

  /** The line of an answer, without its end. */
  public static String line(String id, Answer answer) {
    ObjectNode line = JSON.createObjectNode();
    line.put(ID, id);
    line.setAll(JSON.<ObjectNode>valueToTree(answer));
    return line.toString();
  }

  /**
   * Reads the line of a request.
   *
   * @throws MalformedLineException when it is none, with what is wrong
   */
  public static Request request(String line) throws MalformedLineException {
    ObjectNode fields = object(line);
    String id = text(fields, ID, "");
    JsonNode version = fields.remove(VERSION_FIELD);
    if (version == null || !version.isInt() || version.intValue() != VERSION) {
      throw new MalformedLineException(
          id,
          version == null
              ? "'version' is missing; this is version " + VERSION
              : "version %s is not spoken here, but version %d".formatted(version, VERSION));
    }
    String label = text(fields, VERB, id);
    Verb verb =
        Verb.of(label)
            .orElseThrow(
                () ->
                    new MalformedLineException(
                        id,
                        "there is no verb '%s'; there are %s"
                            .formatted(label, String.join(", ", Verb.labels()))));
    String key = fields.has(KEY) ? text(fields, KEY, id) : null;
    boolean wait = flag(fields.remove(WAIT), id);
    if (verb.hasVcpus() && !fields.hasNonNull(VCPUS)) {
      fields.put(VCPUS, 1);
    }
    return request(id, verb, key, wait, fields);
  }

  private static Request request(
      String id, Verb verb, @Nullable String key, boolean wait, ObjectNode arguments)
      throws MalformedLineException {
    try {
      return new Request(id, verb, key, wait, JSON.treeToValue(arguments, verb.arguments()));
    } catch (JsonProcessingException e) {
      throw new MalformedLineException(id, verb.label() + ": " + sentence(e));
    } catch (IllegalArgumentException e) {
      throw new MalformedLineException(id, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads the line of an answer; fields that are not known here are left out, so that a newer
   * Drover can be talked to.
   *
   * @throws MalformedLineException when it is none, with what is wrong
   */
  public static Reply answer(String line) throws MalformedLineException {
    ObjectNode fields = object(line);
    JsonNode id = fields.remove(ID);
    String text = id == null ? "" : id.asText();
    try {
      return new Reply(
          text,
          JSON.readerFor(Answer.class)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(fields));
    } catch (IOException e) {
      throw new MalformedLineException(text, "it is no answer: " + e.getMessage());
    }
  }

  private static ObjectNode object(String line) throws MalformedLineException {
    try {
      if (JSON.readTree(line) instanceof ObjectNode object) {
        return object;
      }
      throw new MalformedLineException("", "a line has to be a JSON object");
    } catch (MismatchedInputException e) {
      throw new MalformedLineException("", "a line has to be one JSON object and no more");
    } catch (JsonProcessingException e) {
      throw new MalformedLineException("", "it is not JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static String text(ObjectNode fields, String name, String id)
      throws MalformedLineException {
    JsonNode value = fields.remove(name);
    if (value == null) {
      throw new MalformedLineException(id, "'%s' is missing".formatted(name));
    }
    String text = value.asText();
    if (!value.isTextual() || text.isBlank() || text.length() > LONGEST_TEXT) {
      throw new MalformedLineException(
          id, "'%s' must be a text of 1 to %d characters".formatted(name, LONGEST_TEXT));
    }
    return text;
  }

  private static boolean flag(@Nullable JsonNode value, String id) throws MalformedLineException {
    if (value != null && !value.isBoolean()) {
      throw new MalformedLineException(id, "'%s' must be true or false".formatted(WAIT));
    }
    return value != null && value.booleanValue();
  }

  private static String sentence(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "there is no '%s'; there are %s"
          .formatted(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    } else if (e.getCause() instanceof IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    String where =
        e instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .map(name -> "'" + name + "' ")
                .collect(Collectors.joining())
            : "";
    return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
        ? where + "must be " + wanted(mismatch.getTargetType())
        : where + "cannot be read: " + firstLine(e.getOriginalMessage());
  }

  private static String wanted(Class<?> type) {
    if (type == boolean.class) {
      return "true or false";
    }
    return type.isPrimitive() ? "a whole number" : "a text";
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
