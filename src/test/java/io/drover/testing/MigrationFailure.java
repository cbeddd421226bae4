package io.drover.testing;

import io.drover.migration.MigrationActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** A migration's actor that fails in whatever phase it is, as it would for a defect in it. */
public final class MigrationFailure {

  private MigrationFailure() {}

  /**
   * The migrations of one instance throw as soon as they have handled what they were told before;
   * nothing happens when there are none.
   *
   * @param instancePath the path of the instance's actor, without the system's address
   */
  @SuppressWarnings("NullAway") // a record that is not there is what no phase can handle
  public static void cause(ActorSystem<?> system, String instancePath) {
    Adapter.toClassic(system)
        .actorSelection(instancePath + "/migration-*")
        .tell(new MigrationActor.Recorded(null), ActorRef.noSender());
  }
}
