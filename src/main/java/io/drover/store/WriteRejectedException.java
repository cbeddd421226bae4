package io.drover.store;

/** The journal takes these events from nobody, whatever its state: a rejection, not a failure. */
public final class WriteRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A rejection for this reason. */
  public WriteRejectedException(String why) {
    super(why);
  }
}
