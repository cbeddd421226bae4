package io.drover.migration;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import java.util.Locale;

/**
 * What an operator's word on where a guest runs comes to, given what its two hosts show now. What
 * is seen outweighs it; it stands in for what cannot be seen, and chooses between two copies. Pure.
 *
 * @param kind what to do about it
 * @param why what contradicts it, as a sentence; empty when nothing does
 */
record OperatorWord(Kind kind, String why) {

  enum Kind {
    /** It cannot be true, or is not yet. */
    REFUTED,
    /** Something is still under way that it can neither hasten nor ignore. */
    WAIT,
    /** The copy on the named host stands still and is to be let go on. */
    RESUME,
    /** The guest is on the named host, or that host cannot be asked. */
    FOLLOW
  }

  /** Judges the word that the guest runs on {@code runsOn}, one of these two hosts. */
  static OperatorWord of(String runsOn, Sighting source, Sighting destination) {
    boolean atSource = runsOn.equals(source.host());
    Sighting named = atSource ? source : destination;
    Sighting other = atSource ? destination : source;
    if (source.jobActive()) {
      return whileTheJobGoesOn(runsOn);
    } else if (other.state() == GuestState.RUNNING && named.state() != GuestState.RUNNING) {
      return refuted(runsOn, "it runs on " + other.host());
    }
    GuestState there = named.state();
    if (there == null) {
      // The receiving end of a transfer says that it goes on, though its source cannot be asked.
      return other.jobActive()
          ? new OperatorWord(Kind.WAIT, "")
          : new OperatorWord(Kind.FOLLOW, "");
    }
    return switch (there) {
      case RUNNING, SUSPENDED, POST_COPY_BROKEN -> new OperatorWord(Kind.FOLLOW, "");
      case PAUSED, HANDED_OVER -> new OperatorWord(Kind.RESUME, "");
      case STARTING -> new OperatorWord(Kind.WAIT, "");
      case ABSENT, INCOMING, SHUTOFF, CRASHED ->
          refuted(runsOn, "it is %s there".formatted(there.name().toLowerCase(Locale.ROOT)));
    };
  }

  /** A job may move the guest yet: the word came too early. */
  static OperatorWord whileTheJobGoesOn(String runsOn) {
    return refuted(runsOn, "its transfer goes on");
  }

  private static OperatorWord refuted(String runsOn, String evidence) {
    return new OperatorWord(
        Kind.REFUTED, "an operator said that it runs on %s, but %s".formatted(runsOn, evidence));
  }
}
