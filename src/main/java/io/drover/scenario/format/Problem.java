package io.drover.scenario.format;

/**
 * Something that is wrong in an input.
 *
 * @param file the file, as its user wrote it, or what stands in its place, such as {@code --set}
 * @param line where in the file, from 1; 0: not known, or all of it
 * @param key the path of the key that is wrong; empty: the whole file
 * @param message what is wrong and what would be right
 */
public record Problem(String file, int line, String key, String message) {

  /** One line: place, key, message. */
  @Override
  public String toString() {
    return file
        + ":"
        + (line > 0 ? line + ":" : "")
        + " "
        + (key.isEmpty() ? "" : key + ": ")
        + message;
  }
}
