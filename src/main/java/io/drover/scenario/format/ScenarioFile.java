package io.drover.scenario.format;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Turns a file into HOCON values, or into one sentence that says why that cannot be done. */
final class ScenarioFile {

  /** Far more than anybody writes; keeps a wrong file from filling the memory. */
  static final int MOST_BYTES = 4 << 20;

  private ScenarioFile() {}

  /** A scenario. */
  static ConfigObject parse(Path path, String file) throws InvalidScenarioException {
    return parse(path, file, "scenario", "a scenario has name, hosts, instances and steps");
  }

  /**
   * The values in a file.
   *
   * @param kind what it is
   * @param contents a sentence that says what such a file has
   */
  static ConfigObject parse(Path path, String file, String kind, String contents)
      throws InvalidScenarioException {
    String text;
    try {
      text = text(path, kind);
    } catch (Invalid e) {
      throw problem(file, 0, String.valueOf(e.getMessage()));
    }
    if (text.isBlank()) {
      throw problem(file, 0, "the file is empty; " + contents);
    }
    try {
      return ConfigFactory.parseFile(
              path.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF))
          .resolve()
          .root();
    } catch (ConfigException.WrongType e) {
      throw problem(file, 1, "a " + kind + " is an object with keys, not a list");
    } catch (ConfigException e) {
      int line = e.origin() == null ? 0 : Problems.lineOf(e.origin());
      throw problem(file, line, Text.syntaxError("file", e));
    } catch (StackOverflowError e) {
      throw problem(file, 0, "nested too deeply to be read");
    }
  }

  private static String text(Path path, String kind) throws Invalid {
    if (Files.isDirectory(path)) {
      throw new Invalid("is a directory; name the files in it");
    }
    if (!Files.exists(path)) {
      throw new Invalid("no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new Invalid("is not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new Invalid("cannot be read (permissions?)");
    }
    if (bytes.length > MOST_BYTES) {
      throw new Invalid(
          "is too large for a " + kind + " (more than " + (MOST_BYTES >> 20) + " MiB)");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // told below, as for a NUL
    }
    throw new Invalid("is not a text file in UTF-8");
  }

  private static InvalidScenarioException problem(String file, int line, String message) {
    return new InvalidScenarioException(List.of(new Problem(file, line, "", message)));
  }
}
