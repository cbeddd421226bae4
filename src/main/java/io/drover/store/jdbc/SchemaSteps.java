package io.drover.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The numbered steps that lead to the tables of a store: step N makes version N out of version N -
 * 1.
 *
 * @param version the version that this Drover reads and writes
 * @param scripts the statements of each step, separated by empty lines
 */
record SchemaSteps(int version, IntFunction<String> scripts) {
  private static final int VERSION = 1;

  /** Drover's own, which are resources, {@code DIALECT-N.sql}. */
  static SchemaSteps of(String dialect) {
    return new SchemaSteps(VERSION, step -> resource(dialect + "-" + step + ".sql"));
  }

  /** What is executed in a step, in this order. */
  List<String> statements(int step) {
    return List.of(scripts.apply(step).strip().split("\n\n", -1));
  }

  private static String resource(String name) {
    try (InputStream script = SchemaSteps.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("Drover's resource " + name + " is missing");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Drover's resource " + name + " cannot be read", e);
    }
  }
}
