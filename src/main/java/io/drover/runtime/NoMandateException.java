package io.drover.runtime;

/** Something was not done because this process may not act: see {@link Mandate}. */
public final class NoMandateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why it may not. */
  public NoMandateException(String why) {
    super(why);
  }
}
