package io.drover.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** A guest that moves from one host to the other. */
interface MigrationPromises {
  /** Longer than any of the jobs here, so that the switch-over may come at once. */
  Duration ANY_PAUSE = Duration.ofMinutes(10);

  /** Rates are measured over moments, in which a limit may be exceeded a little. */
  int TOLERANCE = 2;

  Bench bench();

  @Test
  default void aMovedGuestRunsAtTheDestinationAlone() {
    InstanceId id = bench().running().id();

    bench().answer(bench().source.migrate(bench().order(id)));

    bench().hasMoved(id);
    assertEquals(Optional.empty(), bench().answer(bench().source.jobInfo(id)));
    bench().fails(bench().source.destroy(id), Kind.NOT_FOUND);
  }

  @Test
  default void aGuestMovesBackToWhereItCameFrom() {
    InstanceId id = bench().running().id();
    String home = bench().answer(bench().source.connect()).peerAddress();
    bench().answer(bench().source.migrate(bench().order(id)));

    bench().answer(bench().destination.migrate(Bench.to(home, bench().order(id))));

    bench().staysAtTheSource(id);
  }

  @Test
  default void aJobIsSeenAtBothEndsUntilItIsAborted() {
    InstanceId id = bench().running().id();

    CompletionStage<Done> migration = bench().beginSlowly(id, false);
    JobInfo early = bench().progress(id);
    GuestEvidence source = bench().look(bench().source, id);
    GuestEvidence destination = bench().look(bench().destination, id);
    bench()
        .eventually(
            "less is left of the first round",
            () -> bench().progress(id).memoryRemaining() < early.memoryRemaining());

    assertAll(
        () -> assertFalse(migration.toCompletableFuture().isDone(), "it ends with its job only"),
        () -> assertTrue(early.iteration() >= 1),
        () -> assertTrue(early.memoryRemaining() <= early.memoryTotal()),
        () -> assertEquals(GuestState.RUNNING, source.state()),
        () -> assertTrue(source.jobActive(), "a job at the source"),
        () -> assertEquals(GuestState.INCOMING, destination.state()),
        () -> assertTrue(destination.jobActive(), "a job at the destination"));
    bench().answer(bench().source.abortJob(id));
    bench().fails(migration, Kind.FAILED);
    bench().staysAtTheSource(id);
  }

  @Test
  default void aLimitOfBandwidthIsKept() {
    InstanceId id = bench().running().id();
    CompletionStage<Done> migration = bench().beginSlowly(id, false);

    bench().eventually("a rate is known", () -> bench().progress(id).rate() > 0);
    long rate = bench().progress(id).rate();

    assertTrue(rate <= TOLERANCE * Bench.SLOW, () -> rate + " bytes each second");
    bench().answer(bench().source.abortJob(id));
    bench().failsAnyhow(migration);
  }

  @Test
  default void aLongerPauseEndsAJobThatWouldLast() {
    InstanceId id = bench().running().id();
    CompletionStage<Done> migration = bench().beginSlowly(id, false);

    bench().answer(bench().source.setMaxDowntime(id, ANY_PAUSE));

    bench().answer(migration);
    bench().hasMoved(id);
  }

  @Test
  default void withoutAJobThereIsNothingToChange() {
    InstanceId id = bench().running().id();

    bench().fails(bench().source.abortJob(id), Kind.INVALID_STATE);
    bench().isDoneOrRefused(bench().source.setMaxDowntime(id, Bench.SHORT_PAUSE));
    bench()
        .fails(
            bench().source.startPostCopy(id),
            bench().supports(Feature.POST_COPY) ? Kind.INVALID_STATE : Kind.NOT_SUPPORTED);

    bench().staysAtTheSource(id);
  }

  // Ways to move.

  @Test
  default void inPostCopyTheGuestRunsAtTheDestination() {
    InstanceId id = bench().running().id();
    if (!bench().supports(Feature.POST_COPY)) {
      bench().fails(bench().source.migrate(bench().slowly(id, true)), Kind.NOT_SUPPORTED);
      bench().staysAtTheSource(id);
      return;
    }
    CompletionStage<Done> migration = bench().beginSlowly(id, true);

    bench().answer(bench().source.startPostCopy(id));

    bench().becomes(bench().destination, id, GuestState.RUNNING);
    GuestState left = bench().state(bench().source, id);
    assertTrue(left == GuestState.HANDED_OVER || left == GuestState.ABSENT, left::name);
    bench().answer(migration);
    bench().hasMoved(id);
  }

  @Test
  default void aJobThatWasNotAllowedToDoesNotSwitchToPostCopy() {
    InstanceId id = bench().running().id();
    CompletionStage<Done> migration = bench().beginSlowly(id, false);

    bench()
        .fails(
            bench().source.startPostCopy(id),
            bench().supports(Feature.POST_COPY) ? Kind.INVALID_STATE : Kind.NOT_SUPPORTED);

    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    bench().answer(bench().source.abortJob(id));
    bench().failsAnyhow(migration);
    bench().staysAtTheSource(id);
  }

  @Test
  default void aBlockMigrationTakesTheDiskAlong() {
    boolean supported = bench().supports(Feature.BLOCK_MIGRATION);
    DomainTemplate guest = bench().hosts.guest(64 * Bench.MIB);
    bench().running(guest);
    var order = Bench.withDisks(bench().order(guest.id()));
    if (!supported) {
      bench().fails(bench().source.migrate(order), Kind.NOT_SUPPORTED);
      bench().staysAtTheSource(guest.id());
      return;
    }

    bench().answer(bench().source.migrate(order));

    bench().hasMoved(guest.id());
    assertEquals(1, bench().answer(bench().destination.diskInfo(guest.id())).size());
  }

  @Test
  default void onlyABrokenPostCopyIsResumed() {
    InstanceId id = bench().running().id();

    bench().fails(bench().source.migrate(bench().resumption(id)), Kind.INVALID_STATE);

    bench().staysAtTheSource(id);
  }

  // Moves that come to nothing.

  @Test
  default void aGuestStaysWhenNobodyIsAtTheAddress() {
    InstanceId id = bench().running().id();
    String nobody = bench().hosts.deadPeerAddress();

    bench()
        .fails(
            bench().source.migrate(Bench.to(nobody, bench().order(id))),
            Kind.FAILED,
            Kind.UNREACHABLE);

    bench().staysAtTheSource(id);
  }

  @Test
  default void aGuestIsNotMovedToItsOwnHost() {
    InstanceId id = bench().running().id();
    String home = bench().answer(bench().source.connect()).peerAddress();

    bench().failsAnyhow(bench().source.migrate(Bench.to(home, bench().order(id))));

    bench().staysAtTheSource(id);
  }

  @Test
  default void aGuestIsNotMovedOverOneThatIsThere() {
    DomainTemplate guest = bench().running();
    bench().answer(bench().destination.create(guest));
    bench().becomes(bench().destination, guest.id(), GuestState.RUNNING);
    GuestEvidence other = bench().look(bench().destination, guest.id());

    bench().failsAnyhow(bench().source.migrate(bench().order(guest.id())));

    GuestEvidence after = bench().look(bench().destination, guest.id());
    assertEquals(GuestState.RUNNING, bench().state(bench().source, guest.id()));
    assertEquals(GuestState.RUNNING, after.state());
    assertEquals(other.incarnation(), after.incarnation());
  }

  @Test
  default void twoMovesAtOnceLeaveOneGuest() {
    InstanceId id = bench().running().id();

    CompletionStage<Done> one = bench().source.migrate(bench().order(id));
    CompletionStage<Done> other = bench().source.migrate(bench().order(id));

    List<Bench.Outcome<Done>> outcomes =
        Stream.of(one, other).map(call -> bench().outcome(call)).toList();
    assertEquals(1, outcomes.stream().filter(Bench.Outcome::succeeded).count(), "one has moved it");
    bench().hasMoved(id);
  }
}
