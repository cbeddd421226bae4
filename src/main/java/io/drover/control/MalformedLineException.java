package io.drover.control;

/** A line that is no request, or no answer; the message says why in a sentence. */
public final class MalformedLineException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String id;

  MalformedLineException(String id, String sentence) {
    super(sentence);
    this.id = id;
  }

  /** The id that the line has; empty when that cannot be told. */
  public String id() {
    return id;
  }
}
