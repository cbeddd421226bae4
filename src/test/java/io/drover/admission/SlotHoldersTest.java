package io.drover.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.runtime.Feed;
import java.time.Instant;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Whom the slots' actor watches: who holds a slot, as long as it does, and nobody else. */
class SlotHoldersTest {
  private static final SlotRequest REQUEST =
      new SlotRequest(new MigrationId("m-1"), new InstanceId("i-1"), "hv1", "hv2", Instant.EPOCH);

  private final BehaviorTestKit<AdmissionActor.Command> slots =
      BehaviorTestKit.create(AdmissionActor.create(new SlotLimits(1, 2, 0), new Feed()));
  private final TestInbox<AdmissionActor.Granted> holder = TestInbox.create("holder");
  private final TestInbox<AdmissionActor.Granted> heir = TestInbox.create("heir");

  private AdmissionActor.Command watches(ActorRef<AdmissionActor.Granted> expected) {
    Effect.WatchedWith<?, ?> watched = slots.expectEffectClass(Effect.WatchedWith.class);
    assertThat(watched.other()).isEqualTo(expected);
    return (AdmissionActor.Command) watched.message();
  }

  private void unwatches(ActorRef<AdmissionActor.Granted> expected) {
    Effect.Unwatched<?> unwatched = slots.expectEffectClass(Effect.Unwatched.class);
    assertThat(unwatched.other()).isEqualTo(expected);
  }

  private AdmissionActor.Usage usage() {
    TestInbox<AdmissionActor.Usage> inbox = TestInbox.create();
    slots.run(new AdmissionActor.Describe(inbox.getRef()));
    return inbox.receiveMessage();
  }

  private void release() {
    TestInbox<Done> inbox = TestInbox.create();
    slots.run(new AdmissionActor.Release(REQUEST.migration(), inbox.getRef()));
    assertThat(inbox.getAllReceived()).containsExactly(Done.getInstance());
  }

  @Test
  void aHolderIsWatchedUntilItGivesItsSlotBack() {
    slots.run(new AdmissionActor.Acquire(REQUEST, holder.getRef()));
    watches(holder.getRef());
    assertThat(holder.getAllReceived())
        .containsExactly(new AdmissionActor.Granted(REQUEST.migration()));

    release();

    unwatches(holder.getRef());
    assertThat(slots.hasEffects()).isFalse();
    assertThat(usage().byHost()).isEmpty();
  }

  @Test
  void aHolderThatStopsLosesItsSlotOnce() {
    slots.run(new AdmissionActor.Acquire(REQUEST, holder.getRef()));
    AdmissionActor.Command gone = watches(holder.getRef());

    slots.run(gone);
    assertThat(usage().byHost()).isEmpty();

    slots.run(new AdmissionActor.Readmit(REQUEST, heir.getRef()));
    slots.run(gone);
    assertThat(usage().byHost()).containsKeys("hv1", "hv2");
  }

  @Test
  void whoGoesOnWithAMigrationIsWatchedInsteadOfWhoHadItBefore() {
    slots.run(new AdmissionActor.Acquire(REQUEST, holder.getRef()));
    AdmissionActor.Command gone = watches(holder.getRef());

    slots.run(new AdmissionActor.Readmit(REQUEST, heir.getRef()));

    unwatches(holder.getRef());
    watches(heir.getRef());
    slots.run(gone);
    assertThat(usage().byHost()).as("a notice that was under way").containsKeys("hv1", "hv2");
  }

  @Test
  void aReleaseOfNothingUnwatchesNobody() {
    release();

    assertThat(slots.hasEffects()).isFalse();
  }
}
