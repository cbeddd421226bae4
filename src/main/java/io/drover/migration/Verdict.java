package io.drover.migration;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestState;
import org.jspecify.annotations.Nullable;

/**
 * What two looks, one at each host, say of a migration whose job may be over. The result of the
 * migrate call has no part in it: a call that failed may well have moved the guest.
 *
 * @param kind what is the case
 * @param why what is missing or wrong, as a sentence; empty when the place is known
 */
public record Verdict(Kind kind, String why) {

  /** What can be the case. */
  public enum Kind {
    AT_DESTINATION,
    AT_SOURCE,
    GONE,
    /** The job goes on. */
    UNDER_WAY,
    /** The source's copy stands still though it is the only one: it may be let go on. */
    RESUME_SOURCE,
    /** The destination's copy stands still though it is whole and the only one. */
    RESUME_DESTINATION,
    /** Nobody can tell yet. */
    UNKNOWN,
    /** It runs on both hosts: touch nothing. */
    RUNS_TWICE,
    /** A post-copy broke: neither copy is whole. */
    POST_COPY_BROKEN
  }

  /** Decides from what the two hosts said. */
  public static Verdict of(Sighting source, Sighting destination) {
    GuestState here = source.state();
    GuestState there = destination.state();
    if (here == GuestState.POST_COPY_BROKEN || there == GuestState.POST_COPY_BROKEN) {
      return new Verdict(
          Kind.POST_COPY_BROKEN, "its post-copy broke: its memory is spread over both hosts");
    }
    if (here == GuestState.RUNNING && there == GuestState.RUNNING && !source.jobActive()) {
      return new Verdict(
          Kind.RUNS_TWICE, "it runs on %s and on %s".formatted(source.host(), destination.host()));
    }
    // A job at the destination's end alone: a post-copy whose source cannot be asked.
    if (source.jobActive() || (there == GuestState.RUNNING && destination.jobActive())) {
      return new Verdict(Kind.UNDER_WAY, "");
    }
    if (there == GuestState.RUNNING) {
      return new Verdict(Kind.AT_DESTINATION, "");
    }
    if (here == GuestState.RUNNING) {
      return new Verdict(Kind.AT_SOURCE, "");
    }
    return notRunning(source, destination, here, there);
  }

  private static Verdict notRunning(
      Sighting source,
      Sighting destination,
      @Nullable GuestState here,
      @Nullable GuestState there) {
    if (here == null) {
      return unknown(source.host() + " cannot be asked: " + source.why());
    }
    if (there == null) {
      return unknown(destination.host() + " cannot be asked: " + destination.why());
    }
    if (here.over() && there.over()) {
      return new Verdict(
          Kind.GONE, "it is neither on %s nor on %s".formatted(source.host(), destination.host()));
    }
    boolean waitsHere = here == GuestState.PAUSED || here == GuestState.HANDED_OVER;
    if (waitsHere && there.over()) {
      return new Verdict(Kind.RESUME_SOURCE, "");
    }
    if (here.over() && there == GuestState.PAUSED) {
      return new Verdict(Kind.RESUME_DESTINATION, "");
    }
    return unknown(
        "it is %s on %s and %s on %s"
            .formatted(word(here), source.host(), word(there), destination.host()));
  }

  private static Verdict unknown(String why) {
    return new Verdict(Kind.UNKNOWN, why);
  }

  private static String word(GuestState state) {
    return state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /** Whether nobody can tell from the evidence alone. */
  boolean open() {
    return kind == Kind.UNKNOWN || kind == Kind.RUNS_TWICE || kind == Kind.POST_COPY_BROKEN;
  }

  /** Whether this says where the guest is. */
  public @Nullable Outcome outcome() {
    return switch (kind) {
      case AT_DESTINATION -> Outcome.AT_DESTINATION;
      case AT_SOURCE -> Outcome.AT_SOURCE;
      case GONE -> Outcome.GONE;
      case UNDER_WAY, RESUME_SOURCE, RESUME_DESTINATION, UNKNOWN, RUNS_TWICE, POST_COPY_BROKEN ->
          null;
    };
  }
}
