package io.drover.scenario.format;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong in one file, or in a configuration that comes from several. */
final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  /** For a configuration: each value says itself where it is from. */
  Problems() {
    this("");
  }

  void add(ConfigOrigin origin, String key, String message) {
    String from = file.isEmpty() ? nameOf(origin) : file;
    found.add(new Problem(from, lineOf(origin), key, message));
  }

  void add(int line, String key, String message) {
    found.add(new Problem(file, line, key, message));
  }

  int count() {
    return found.size();
  }

  boolean none() {
    return found.isEmpty();
  }

  /** Everything, in the order of the file. */
  List<Problem> all() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /** All of them as one. */
  ConfigException unusable() {
    return new ConfigException.Generic(
        all().stream().map(Problem::toString).collect(Collectors.joining("; ")));
  }

  private static String nameOf(ConfigOrigin origin) {
    return origin.filename() == null ? "configuration" : origin.filename();
  }

  /** The line of a value; 0 when it has none. */
  static int lineOf(ConfigOrigin origin) {
    return Math.max(0, origin.lineNumber());
  }
}
