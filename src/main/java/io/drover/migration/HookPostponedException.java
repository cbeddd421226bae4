package io.drover.migration;

/**
 * The stage of a hook fails with this when nothing was run, because there is no room for it at
 * present. That is no call: it is asked for again after {@code drover.hooks.backoff}, as often as
 * it takes.
 */
public final class HookPostponedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason, without the end of a sentence. */
  public HookPostponedException(String why) {
    super(why);
  }
}
