package io.drover.model;

/** Words of people, which are written to logs and terminals as they are. */
public final class Words {

  private Words() {}

  /** Whether a text is at most so long and has no line breaks or other control characters. */
  public static boolean fit(String text, int longest) {
    return text.length() <= longest && text.chars().noneMatch(Character::isISOControl);
  }
}
