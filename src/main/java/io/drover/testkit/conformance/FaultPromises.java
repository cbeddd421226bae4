package io.drover.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

/** What is kept when things go wrong, as far as they can be made to go wrong. */
interface FaultPromises {

  Bench bench();

  @Test
  default void aSilentHostHoldsUpNobodyAndKeepsItsGuests() {
    InstanceId id = bench().running().id();
    Incarnation before = bench().incarnation(id);
    Runnable heal = bench().strike(Trouble.SILENCE, id);

    CompletionStage<Done> unheard = bench().source.ping();
    bench().answer(bench().destination.ping());
    heal.run();

    bench().fails(unheard, Kind.UNREACHABLE);
    bench().answer(bench().source.connect());
    bench().answer(bench().source.ping());
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    assertEquals(before, bench().incarnation(id));
  }

  @Test
  default void ofAHostThatIsOffItIsKnownThatNothingRunsThere() {
    InstanceId id = bench().running().id();
    Runnable heal = bench().strike(Trouble.POWER_LOSS, id);

    bench().fails(bench().source.connect(), Kind.HOST_DOWN);
    heal.run();

    bench().answer(bench().source.connect());
    assertEquals(GuestState.ABSENT, bench().state(bench().source, id));
  }

  @Test
  default void aLostAnswerSaysNothingOfTheEffect() {
    InstanceId id = bench().running().id();
    Runnable heal = bench().strike(Trouble.LOST_ANSWER, id);

    Kind told = bench().fails(bench().source.pause(id), Kind.FAILED, Kind.UNREACHABLE);
    heal.run();

    assertFalse(told.nothingDone());
    bench().answer(bench().source.connect());
    assertEquals(GuestState.PAUSED, bench().state(bench().source, id));
  }

  @Test
  default void aGuestStaysWhenTheLinkIsCutInMidTransfer() {
    bench().requirePossible(Trouble.CUT_LINK);
    InstanceId id = bench().running().id();
    CompletionStage<Done> migration = bench().beginSlowly(id, false);

    Runnable heal = bench().strike(Trouble.CUT_LINK, id);
    bench().fails(migration, Kind.FAILED, Kind.UNREACHABLE);
    heal.run();

    bench().staysAtTheSource(id);
    bench().answer(bench().source.migrate(bench().order(id)));
    bench().hasMoved(id);
  }

  @Test
  default void aBrokenPostCopyGoesOnWhenItIsResumed() {
    bench().requirePossible(Trouble.BROKEN_POST_COPY);
    if (!bench().supports(Feature.POST_COPY)) {
      return;
    }
    InstanceId id = bench().running().id();
    CompletionStage<Done> migration = bench().beginSlowly(id, true);
    bench().answer(bench().source.startPostCopy(id));
    bench().becomes(bench().destination, id, GuestState.RUNNING);

    Runnable heal = bench().strike(Trouble.BROKEN_POST_COPY, id);
    bench().failsAnyhow(migration);
    bench().becomes(bench().source, id, GuestState.POST_COPY_BROKEN);
    bench().becomes(bench().destination, id, GuestState.POST_COPY_BROKEN);
    heal.run();

    // Refused for as long as an end has not noticed yet that the other one is gone.
    bench().answerInTheEnd(() -> bench().source.migrate(bench().resumption(id)));
    bench().hasMoved(id);
  }

  @Test
  default void aCrashedGuestIsOver() {
    InstanceId id = bench().running().id();

    bench().strike(Trouble.CRASH, id).run();

    bench().eventually("the guest is over", () -> bench().state(bench().source, id).over());
    Bench.Outcome<Done> end = bench().outcome(bench().source.destroy(id));
    if (!end.succeeded()) {
      assertEquals(Kind.NOT_FOUND, Bench.cause(end.failure()).kind(), "nothing was left of it");
    }
    assertEquals(GuestState.ABSENT, bench().state(bench().source, id));
  }
}
