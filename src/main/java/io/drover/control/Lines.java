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
   * @param text without its end; empty when the line was too long, of which nothing is kept
   */
  record Line(Optional<String> text) {}

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
    Optional<String> text =
        tooLong ? Optional.empty() : Optional.of(begun.toString(StandardCharsets.UTF_8));
    tooLong = false;
    begun.reset();
    return new Line(text);
  }
}
