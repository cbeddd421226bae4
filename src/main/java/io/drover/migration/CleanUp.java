package io.drover.migration;

import io.drover.host.CallResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be undone or released once it is known where the guest is: at the source after a
 * completed migration, else at the destination, and there only what was begun, in reverse. Pure.
 */
public final class CleanUp {

  /** What can be done on a host, in the order in which it is done. All of it can be repeated. */
  public enum Kind {
    /** Connect what a guest needs where it is. */
    CONNECT_VOLUMES("connect the volumes where it is"),
    /** Plug what a guest needs where it is. */
    PLUG_VIFS("plug the VIFs where it is"),
    /**
     * End a copy that must not run, even if it does: an operator said that it cannot. Nothing else
     * destroys a running guest.
     */
    DESTROY_FENCED_COPY("end the copy that was said to be fenced"),
    /** End a copy that does not run. */
    DESTROY_COPY("end the copy that does not run"),
    /** End the guest of an instance that is deleted, or was given up; no migration does. */
    DESTROY_GUEST("end the guest, which should not be there"),
    UNPLUG_VIFS("unplug the VIFs"),
    DISCONNECT_VOLUMES("disconnect the volumes"),
    RELEASE_CLAIM("release the claim");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Whether this is for a guest that is there, and of no use without it. */
    public boolean makesUp() {
      return this == CONNECT_VOLUMES || this == PLUG_VIFS;
    }

    /** Whether nothing is left to be done once its call has ended like this. */
    boolean isOver(CallResult result) {
      return makesUp() ? result.done() : result.released();
    }

    /** What is done, after "could not". */
    String words() {
      return words;
    }
  }

  /** One thing to do on one host. */
  record Action(Kind kind, String host) {}

  private CleanUp() {}

  /**
   * What to do, in this order. Of a guest that is gone the source may hold the remains: one that
   * crashed, or half of a broken post-copy.
   *
   * @param hasVifs whether the guest has VIFs
   * @param hasVolumes whether it has volumes at the source
   */
  static List<Action> actions(MigrationRecord record, boolean hasVifs, boolean hasVolumes) {
    Outcome outcome = record.outcome();
    if (outcome == null) {
      throw new IllegalStateException("nothing is decided yet: " + record);
    }
    List<Action> actions = new ArrayList<>();
    switch (outcome) {
      case AT_DESTINATION -> {
        makeUp(actions, record, hasVifs);
        actions.add(destroy(record, record.source()));
        guestLeft(actions, record.source(), hasVifs, hasVolumes);
        actions.add(new Action(Kind.RELEASE_CLAIM, record.source()));
      }
      case AT_SOURCE -> undo(actions, record);
      case GONE -> {
        undo(actions, record);
        actions.add(destroy(record, record.source()));
        guestLeft(actions, record.source(), hasVifs, hasVolumes);
      }
    }
    return actions;
  }

  private static Action destroy(MigrationRecord record, String host) {
    boolean fenced = host.equals(record.fenced());
    return new Action(fenced ? Kind.DESTROY_FENCED_COPY : Kind.DESTROY_COPY, host);
  }

  private static void guestLeft(
      List<Action> actions, String host, boolean hasVifs, boolean hasVolumes) {
    if (hasVifs) {
      actions.add(new Action(Kind.UNPLUG_VIFS, host));
    }
    if (hasVolumes) {
      actions.add(new Action(Kind.DISCONNECT_VOLUMES, host));
    }
  }

  /** What undoes a step. */
  static Kind undoing(Step step) {
    return switch (step) {
      case VIFS -> Kind.UNPLUG_VIFS;
      case VOLUMES -> Kind.DISCONNECT_VOLUMES;
      case CLAIM -> Kind.RELEASE_CLAIM;
    };
  }

  /** A guest that came late finds nothing of what was made for it. */
  private static void makeUp(List<Action> actions, MigrationRecord record, boolean hasVifs) {
    if (record.begun().isEmpty()) {
      actions.add(new Action(Kind.CONNECT_VOLUMES, record.destination()));
      if (hasVifs) {
        actions.add(new Action(Kind.PLUG_VIFS, record.destination()));
      }
    }
  }

  private static void undo(List<Action> actions, MigrationRecord record) {
    String host = record.destination();
    if (record.transferDeadline() != null) {
      actions.add(destroy(record, host));
    }
    List<Step> begun = record.begun();
    for (int i = begun.size() - 1; i >= 0; i--) {
      actions.add(new Action(undoing(begun.get(i)), host));
    }
  }
}
