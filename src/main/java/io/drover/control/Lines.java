package io.drover.control;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the lines of a client together from the pieces in which they arrive. */
final class Lines {
  private static final byte END = '\n';

  private final int longest;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean tooLong;

  /**
   * Nothing has arrived yet.
   *
   * @param longest the most bytes that a line may have
   */
  Lines(int longest) {
    this.longest = longest;
  }

  /**
   * A line that has arrived.
   *
   * @param text without its end; empty when it cannot be taken for a line
   * @param fault then why, in a sentence; else empty
   */
  record Line(Optional<String> text, String fault) {

    static Line of(String text) {
      return new Line(Optional.of(text), "");
    }

    private static Line faulty(String fault) {
      return new Line(Optional.empty(), fault);
    }
  }

  /**
   * Takes in what has arrived up to the end of a line; null: no line has ended, all is taken in.
   */
  @Nullable Line next(ByteBuffer arrived) {
    while (arrived.hasRemaining()) {
      byte next = arrived.get();
      if (next == END) {
        return end();
      } else if (begun.size() < longest && !tooLong) {
        begun.write(next);
      } else {
        tooLong = true;
        begun.reset();
      }
    }
    return null;
  }

  private Line end() {
    Line line = tooLong ? tooLong() : Line.of(text());
    clear();
    return line;
  }

  private Line tooLong() {
    return Line.faulty("a line may have %d bytes at most".formatted(longest));
  }

  /**
   * What has arrived after the last line, when nothing more will: it may be half a request, so it
   * is none. Null: nothing, or just blanks.
   */
  @Nullable Line rest() {
    boolean some = tooLong || !text().isBlank();
    clear();
    return some ? Line.faulty("the last line has no end, so it may be half a request") : null;
  }

  /** Whether nothing has arrived after the last line. */
  boolean areWhole() {
    return !tooLong && begun.size() == 0;
  }

  private String text() {
    return begun.toString(StandardCharsets.UTF_8);
  }

  private void clear() {
    tooLong = false;
    begun.reset();
  }
}
