package io.drover.explorer;

/**
 * Something that a run should not have shown.
 *
 * @param key what of: the label of a guarantee, or {@link #UNREST}, {@link #BROKEN}
 * @param text the whole of it, for people; the first line is a summary
 */
record Finding(String key, String text) {

  /** The run did not come to rest, though nothing was wrong any more. */
  static final String UNREST = "unrest";

  /** The run itself broke. */
  static final String BROKEN = "broken";

  /** The first line. */
  String summary() {
    return text.lines().findFirst().orElse("");
  }

  /** The same for findings that differ in names and numbers only. */
  String pattern() {
    return key
        + " "
        + summary()
            .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
            .replaceAll("(vm|hv)[0-9]+|web-[0-9]|PT[0-9.HMS]+|[0-9.]+", "*");
  }
}
