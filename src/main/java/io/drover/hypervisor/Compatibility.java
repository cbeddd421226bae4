package io.drover.hypervisor;

/**
 * Whether a guest of one host can run on another.
 *
 * @param compatible whether it can
 * @param explanation why not, as a sentence; empty when it can
 */
public record Compatibility(boolean compatible, String explanation) {

  /** It can. */
  public static final Compatibility YES = new Compatibility(true, "");

  /** It cannot, and why. */
  public static Compatibility no(String explanation) {
    return new Compatibility(false, explanation);
  }
}
