package io.drover.admission;

/**
 * Why a migration waits.
 *
 * @param kind which slots are short
 * @param host whose they are; empty for the fleet's
 * @param taken how many are taken
 * @param limit how many there are
 */
public record SlotObstacle(Kind kind, String host, int taken, int limit) {

  /** Which slots are short. */
  public enum Kind {
    /** To leave a host. */
    LEAVE,
    /** To enter a host. */
    ENTER,
    /** The fleet's. */
    FLEET
  }

  /** The same as a sentence. */
  public String sentence() {
    return switch (kind) {
      case LEAVE -> "%d of %d slots to leave %s are taken".formatted(taken, limit, host);
      case ENTER -> "%d of %d slots to enter %s are taken".formatted(taken, limit, host);
      case FLEET -> "%d of %d slots of the fleet are taken".formatted(taken, limit);
    };
  }
}
