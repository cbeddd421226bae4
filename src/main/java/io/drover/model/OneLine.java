package io.drover.model;

import java.util.regex.Pattern;

/** Text that others chose, as it may stand in a log or at a terminal. */
public final class OneLine {

  /** What ends a line, steers a terminal, or changes the direction of writing. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private OneLine() {}

  /** The text with a blank in place of what is not to be seen: it cannot forge a line. */
  public static String of(String text) {
    return UNPRINTABLE.matcher(text).replaceAll(" ");
  }

  /** Whether a text is at most so many characters long and can be told as it is. */
  public static boolean fits(String text, int longest) {
    return text.length() <= longest && !UNPRINTABLE.matcher(text).find();
  }
}
