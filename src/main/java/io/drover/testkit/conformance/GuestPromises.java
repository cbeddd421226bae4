package io.drover.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** Guests of one host: what is seen of them, and what can be done to them. */
interface GuestPromises {

  Bench bench();

  // Looking.

  @Test
  default void aCreatedGuestComesUp() {
    DomainTemplate guest = bench().hosts.guest(0);

    bench().answer(bench().source.create(guest));
    GuestState atOnce = bench().state(bench().source, guest.id());
    bench().becomes(bench().source, guest.id(), GuestState.RUNNING);

    assertTrue(atOnce == GuestState.STARTING || atOnce == GuestState.RUNNING, atOnce::name);
    GuestEvidence seen = bench().look(bench().source, guest.id());
    Incarnation incarnation = bench().incarnation(guest.id());
    assertAll(
        () -> assertEquals(guest.id(), seen.id()),
        () -> assertFalse(seen.jobActive()),
        () -> assertFalse(incarnation.startedAt().isAfter(seen.seenAt()), "seen after its start"),
        () -> assertEquals(GuestState.ABSENT, bench().state(bench().destination, guest.id())));
  }

  @Test
  default void oneLookAnswersForEachGuest() {
    InstanceId here = bench().running().id();
    InstanceId nowhere = bench().hosts.guest(0).id();

    Map<InstanceId, GuestEvidence> seen =
        bench().answer(bench().source.look(List.of(nowhere, here)));

    assertEquals(new TreeSet<>(List.of(here, nowhere)), new TreeSet<>(seen.keySet()));
    assertEquals(GuestState.RUNNING, evidence(seen, here).state());
    assertEquals(GuestState.ABSENT, evidence(seen, nowhere).state());
    assertNull(evidence(seen, nowhere).incarnation(), "what is absent has no incarnation");
    assertTrue(bench().answer(bench().source.look(List.of())).isEmpty(), "nobody is asked for");
  }

  private static GuestEvidence evidence(Map<InstanceId, GuestEvidence> seen, InstanceId id) {
    return Optional.ofNullable(seen.get(id)).orElseThrow();
  }

  @Test
  default void theListHasEveryGuestInTheOrderOfTheirIds() {
    InstanceId one = bench().running().id();
    InstanceId two = bench().running().id();
    bench().answer(bench().source.pause(two));

    List<GuestEvidence> list = bench().answer(bench().source.list());

    List<InstanceId> ids = list.stream().map(GuestEvidence::id).toList();
    assertEquals(ids.stream().sorted(Comparator.naturalOrder()).toList(), ids, "ascending order");
    assertTrue(ids.containsAll(List.of(one, two)), () -> one + " and " + two + " in " + ids);
    for (GuestEvidence listed : list) {
      if (listed.id().equals(one) || listed.id().equals(two)) {
        GuestEvidence looked = bench().look(bench().source, listed.id());
        assertEquals(looked.state(), listed.state());
        assertEquals(looked.incarnation(), listed.incarnation());
      }
    }
  }

  // Beginnings and ends.

  @Test
  default void aGuestThatIsThereIsNotCreatedAgain() {
    DomainTemplate guest = bench().running();
    Incarnation before = bench().incarnation(guest.id());

    bench().fails(bench().source.create(guest), Kind.ALREADY_EXISTS);

    assertEquals(GuestState.RUNNING, bench().state(bench().source, guest.id()));
    assertEquals(before, bench().incarnation(guest.id()), "it was left alone");
  }

  @Test
  default void aDestroyedGuestIsGoneAndAnotherIncarnationWhenItIsCreatedAgain() {
    DomainTemplate guest = bench().running();
    Incarnation before = bench().incarnation(guest.id());

    bench().answer(bench().source.destroy(guest.id()));

    assertEquals(GuestState.ABSENT, bench().state(bench().source, guest.id()));
    assertTrue(
        bench().answer(bench().source.list()).stream()
            .noneMatch(seen -> seen.id().equals(guest.id())));
    bench().running(guest);
    assertNotEquals(before, bench().incarnation(guest.id()));
  }

  @Test
  default void whatIsNotThereCannotBeDestroyed() {
    InstanceId id = bench().running().id();
    bench().answer(bench().source.destroy(id));

    bench().fails(bench().source.destroy(id), Kind.NOT_FOUND);
    bench().fails(bench().source.destroy(bench().hosts.guest(0).id()), Kind.NOT_FOUND);
  }

  @Test
  default void whatIsNotThereIsNotFound() {
    Hypervisor host = bench().source;
    InstanceId id = bench().hosts.guest(0).id();

    assertAll(
        () -> bench().fails(host.shutdown(id), Kind.NOT_FOUND),
        () -> bench().fails(host.reset(id), Kind.NOT_FOUND),
        () -> bench().fails(host.pause(id), Kind.NOT_FOUND),
        () -> bench().fails(host.resume(id), Kind.NOT_FOUND),
        () -> bench().fails(host.diskInfo(id), Kind.NOT_FOUND),
        () -> bench().fails(host.migrate(bench().order(id)), Kind.NOT_FOUND),
        () -> bench().fails(host.abortJob(id), Kind.NOT_FOUND),
        () -> bench().fails(host.setMaxDowntime(id, Duration.ofMillis(1)), Kind.NOT_FOUND),
        () -> assertEquals(Optional.empty(), bench().answer(host.jobInfo(id))));
  }

  @Test
  default void twoCreationsAtOnceMakeOneGuest() {
    DomainTemplate guest = bench().hosts.guest(0);

    CompletionStage<Done> one = bench().source.create(guest);
    CompletionStage<Done> other = bench().source.create(guest);

    boolean first = bench().outcome(one).succeeded();
    boolean second = bench().outcome(other).succeeded();
    assertTrue(first != second, "one of the two succeeds, and one only");
    bench().fails(first ? other : one, Kind.ALREADY_EXISTS);
    bench().becomes(bench().source, guest.id(), GuestState.RUNNING);
  }

  @Test
  default void twoDestructionsAtOnceEndOneGuest() {
    InstanceId id = bench().running().id();

    CompletionStage<Done> one = bench().source.destroy(id);
    CompletionStage<Done> other = bench().source.destroy(id);

    Bench.Outcome<Done> first = bench().outcome(one);
    Bench.Outcome<Done> second = bench().outcome(other);
    assertTrue(first.succeeded() || second.succeeded(), "one of the two succeeds");
    for (Bench.Outcome<Done> outcome : List.of(first, second)) {
      if (!outcome.succeeded()) {
        HypervisorException refused = Bench.cause(outcome.failure());
        assertTrue(refused.kind().nothingDone(), () -> "it came too late: " + refused);
      }
    }
    assertEquals(GuestState.ABSENT, bench().state(bench().source, id));
  }

  // Buttons.

  @Test
  default void aGuestThatListensEndsAtThePowerButton() {
    InstanceId id = bench().running().id();
    bench().hosts.passTimeUntilItListens(id);

    bench().answer(bench().source.shutdown(id));

    bench().eventually("the guest ends", () -> bench().state(bench().source, id).over());
  }

  @Test
  default void theResetButtonStartsTheSameIncarnationAgain() {
    InstanceId id = bench().running().id();
    Incarnation before = bench().incarnation(id);

    bench().answer(bench().source.reset(id));

    bench().becomes(bench().source, id, GuestState.RUNNING);
    assertEquals(before, bench().incarnation(id));
  }

  // Standing still.

  @Test
  default void aPausedGuestStandsStillUntilItIsResumed() {
    InstanceId id = bench().running().id();
    Incarnation before = bench().incarnation(id);

    bench().answer(bench().source.pause(id));
    GuestState paused = bench().state(bench().source, id);
    bench().answer(bench().source.resume(id));

    assertEquals(GuestState.PAUSED, paused);
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    assertEquals(before, bench().incarnation(id));
  }

  @Test
  default void pausingOrResumingTwiceChangesNothing() {
    InstanceId id = bench().running().id();

    bench().isDoneOrRefused(bench().source.resume(id));
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    bench().answer(bench().source.pause(id));
    bench().isDoneOrRefused(bench().source.pause(id));
    assertEquals(GuestState.PAUSED, bench().state(bench().source, id));
    bench().answer(bench().source.resume(id));
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
  }

  // Disks.

  @Test
  default void theSizesOfItsDisksAreTold() {
    DomainTemplate guest = bench().hosts.guest(64 * Bench.MIB);
    if (!bench().supports(Feature.DISKS)) {
      bench().fails(bench().source.create(guest), Kind.NOT_SUPPORTED);
      return;
    }
    bench().running(guest);

    List<DiskInfo> disks = bench().answer(bench().source.diskInfo(guest.id()));

    assertEquals(1, disks.size());
    assertEquals(64 * Bench.MIB, disks.get(0).capacity());
    assertTrue(disks.get(0).allocation() >= 0);
    assertEquals(
        List.of(), bench().answer(bench().source.diskInfo(bench().running().id())), "no disk");
  }
}
