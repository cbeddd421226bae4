package io.drover.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor.Granted;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import io.drover.runtime.Feed;
import io.drover.testing.ManualClock;
import java.time.Instant;
import java.util.Map;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionActorTest {
  private static final SlotLimits ONE_OUT = new SlotLimits(1, 0, 0);

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  private static SlotRequest request(int number, String source, String destination) {
    return new SlotRequest(
        new MigrationId("m-" + number),
        new InstanceId("i-" + number),
        source,
        destination,
        Instant.ofEpochSecond(number));
  }

  private static Granted granted(int number) {
    return new Granted(new MigrationId("m-" + number));
  }

  @Test
  void grantsAllSlotsOfAMigrationAtOnce() {
    Admission admission = new Admission(new SlotLimits(1, 1, 0));

    TestProbe<Granted> first = admission.acquires(request(1, "a", "b"));
    TestProbe<Granted> second = admission.acquires(request(2, "c", "b"));

    first.expectMessage(granted(1));
    assertThat(admission.usage())
        .isEqualTo(
            new AdmissionActor.Usage(
                Map.of(
                    "a", new AdmissionActor.HostSlots(1, 0),
                    "b", new AdmissionActor.HostSlots(0, 1)),
                1));
    admission.assertWaits(second);
  }

  @Test
  void grantsInTheOrderOfArrivalButNobodyWaitsForAnotherHostsQueue() {
    Admission admission = new Admission(ONE_OUT);
    TestProbe<Granted> first = admission.acquires(request(1, "a", "b"));
    TestProbe<Granted> second = admission.acquires(request(2, "a", "b"));
    TestProbe<Granted> third = admission.acquires(request(3, "a", "b"));
    TestProbe<Granted> other = admission.acquires(request(4, "c", "b"));
    first.expectMessage(granted(1));
    other.expectMessage(granted(4));

    admission.releases(1);

    second.expectMessage(granted(2));
    admission.assertWaits(third);
  }

  @Test
  void tellsWhyEachOneWaitsWheneverTheReasonChanges() {
    Admission admission = new Admission(new SlotLimits(1, 0, 1));
    admission.acquires(request(1, "a", "b"));
    admission.acquires(request(2, "a", "b"));
    admission.acquires(request(3, "c", "b"));
    assertThat(admission.nextReason()).isEqualTo("m-2: 1 of 1 slots to leave a are taken");
    assertThat(admission.nextReason()).isEqualTo("m-3: 1 of 1 slots of the fleet are taken");

    admission.acquires(request(4, "d", "b"));
    assertThat(admission.nextReason()).isEqualTo("m-4: 1 of 1 slots of the fleet are taken");

    admission.releases(4);
    admission.releases(1);
    admission.acquires(request(5, "a", "b"));
    assertThat(admission.nextReason())
        .as("m-2 moves now, m-3 waits for the same as before")
        .isEqualTo("m-5: 1 of 1 slots to leave a are taken");
  }

  @Test
  void tellsWhyAgainWhenSomebodyWhoIsUnderWayIsReadmitted() {
    Admission admission = new Admission(ONE_OUT);
    admission.acquires(request(1, "a", "b"));
    admission.acquires(request(2, "a", "b"));
    assertThat(admission.nextReason()).isEqualTo("m-2: 1 of 1 slots to leave a are taken");

    admission.readmits(request(3, "a", "b"));

    assertThat(admission.nextReason()).isEqualTo("m-2: 2 of 1 slots to leave a are taken");
  }

  @Test
  void aQueuedMigrationGivesItsPlaceBack() {
    Admission admission = new Admission(ONE_OUT);
    admission.acquires(request(1, "a", "b")).expectMessage(granted(1));
    TestProbe<Granted> second = admission.acquires(request(2, "a", "b"));
    TestProbe<Granted> third = admission.acquires(request(3, "a", "b"));

    admission.releases(2);
    assertThat(admission.usage().waiting()).isEqualTo(1);
    admission.releases(1);

    third.expectMessage(granted(3));
    admission.assertWaits(second);
  }

  @Test
  void releasingWhatIsNotThereIsHarmless() {
    Admission admission = new Admission(ONE_OUT);

    admission.releases(9);
    admission.acquires(request(1, "a", "b")).expectMessage(granted(1));
    admission.releases(1);
    admission.releases(1);

    assertThat(admission.usage()).isEqualTo(new AdmissionActor.Usage(Map.of(), 0));
  }

  @Test
  void whoAsksAgainForWhatItHoldsIsToldAgainAndHoldsItOnce() {
    Admission admission = new Admission(ONE_OUT);
    TestProbe<Granted> holder = admission.acquires(request(1, "a", "b"));
    holder.expectMessage(granted(1));

    admission.acquires(request(1, "a", "b"), holder);

    holder.expectMessage(granted(1));
    assertThat(admission.usage().byHost().get("a")).isEqualTo(new AdmissionActor.HostSlots(1, 0));
  }

  @Test
  void whoAsksAgainWhileItWaitsKeepsItsPlaceAndTheNewHolderIsTold() {
    Admission admission = new Admission(ONE_OUT);
    admission.acquires(request(1, "a", "b"));
    TestProbe<Granted> before = admission.acquires(request(2, "a", "b"));
    TestProbe<Granted> behind = admission.acquires(request(3, "a", "b"));

    TestProbe<Granted> after = admission.acquires(request(2, "a", "b"));
    admission.releases(1);

    after.expectMessage(granted(2));
    admission.assertWaits(before);
    admission.assertWaits(behind);
  }

  @Test
  void whatIsUnderWayIsReadmittedAtOnceWhateverTheLimits() {
    Admission admission = new Admission(new SlotLimits(1, 1, 1));
    admission.acquires(request(1, "a", "b")).expectMessage(granted(1));

    admission.readmits(request(2, "a", "b")).expectMessage(granted(2));

    assertThat(admission.usage().byHost().get("a")).isEqualTo(new AdmissionActor.HostSlots(2, 0));
    TestProbe<Granted> third = admission.acquires(request(3, "a", "b"));
    admission.releases(1);
    admission.assertWaits(third);
    admission.releases(2);
    third.expectMessage(granted(3));
  }

  @Test
  void aHolderThatStopsKeepsItsSlotsForTheNextOne() {
    Admission admission = new Admission(ONE_OUT);
    TestProbe<Granted> first = admission.acquires(request(1, "a", "b"));
    first.expectMessage(granted(1));
    TestProbe<Granted> second = admission.acquires(request(2, "a", "b"));
    TestProbe<Granted> third = admission.acquires(request(3, "a", "b"));

    first.stop();
    second.stop();
    kit.createTestProbe().expectTerminated(first.ref());
    admission.assertWaits(third);
    admission.readmits(request(1, "a", "b")).expectMessage(granted(1));
    admission.releases(1);
    admission.assertWaits(third);
    admission.acquires(request(2, "a", "b")).expectMessage(granted(2));
    admission.releases(2);

    third.expectMessage(granted(3));
  }

  @Test
  void afterAStartEachMigrationHasWhatItHadInWhateverOrderTheyAreRead() {
    Admission admission = new Admission(ONE_OUT);
    admission.tell(AdmissionActor.Gate.HOLD);
    admission.tell(new AdmissionActor.Expect(request(3, "a", "b"), false));
    TestProbe<Granted> third = admission.acquires(request(3, "a", "b"));
    TestProbe<Granted> fresh = admission.acquires(request(4, "c", "b"));
    admission.tell(new AdmissionActor.Expect(request(2, "a", "b"), false));
    admission.tell(new AdmissionActor.Expect(request(1, "a", "b"), true));
    admission.assertWaits(third);
    admission.assertWaits(fresh);

    admission.tell(AdmissionActor.Gate.OPEN);
    fresh.expectMessage(granted(4));
    admission.assertWaits(third);
    admission.releases(1);
    admission.assertWaits(third);
    admission.acquires(request(2, "a", "b")).expectMessage(granted(2));
  }

  @Test
  void withoutLimitsNobodyWaits() {
    Admission admission = new Admission(new SlotLimits(0, 0, 0));

    for (int i = 0; i < 20; i++) {
      admission.acquires(request(i, "a", "b")).expectMessage(granted(i));
    }

    assertThat(admission.usage().waiting()).isZero();
  }

  @Test
  void aFailureOfItsOwnCostsNobodyASlotOrAPlaceInTheQueue() {
    Admission admission = new Admission(ONE_OUT);
    admission.acquires(request(1, "a", "b")).expectMessage(granted(1));
    admission.feed.listen(
        notice -> {
          throw new IllegalStateException("expected by this test");
        });
    TestProbe<Granted> second =
        LoggingTestKit.error(IllegalStateException.class)
            .expect(kit.system(), () -> admission.acquires(request(2, "a", "b")));

    assertThat(admission.usage().waiting()).isEqualTo(1);
    admission.assertWaits(second);
    admission.releases(1);

    second.expectMessage(granted(2));
  }

  private final class Admission {
    private final TestProbe<Notice> notices = kit.createTestProbe();
    private final Feed feed = new Feed();
    private final ActorRef<AdmissionActor.Command> actor;

    private Admission(SlotLimits limits) {
      feed.subscribe(notices.ref());
      actor = kit.spawn(AdmissionActor.create(limits, feed));
    }

    private TestProbe<Granted> acquires(SlotRequest request) {
      TestProbe<Granted> holder = kit.createTestProbe();
      acquires(request, holder);
      return holder;
    }

    private void acquires(SlotRequest request, TestProbe<Granted> holder) {
      actor.tell(new AdmissionActor.Acquire(request, holder.ref()));
    }

    private TestProbe<Granted> readmits(SlotRequest request) {
      TestProbe<Granted> holder = kit.createTestProbe();
      actor.tell(new AdmissionActor.Readmit(request, holder.ref()));
      return holder;
    }

    private void releases(int number) {
      TestProbe<Done> asker = kit.createTestProbe();
      actor.tell(new AdmissionActor.Release(new MigrationId("m-" + number), asker.ref()));
      asker.receiveMessage();
    }

    private AdmissionActor.Usage usage() {
      TestProbe<AdmissionActor.Usage> asker = kit.createTestProbe();
      actor.tell(new AdmissionActor.Describe(asker.ref()));
      return asker.receiveMessage();
    }

    private void tell(AdmissionActor.Command command) {
      actor.tell(command);
    }

    /** Nothing was told to the holder by what the actor has dealt with so far. */
    private void assertWaits(TestProbe<Granted> holder) {
      usage();
      Granted marker = new Granted(new MigrationId("a-marker"));
      holder.ref().tell(marker);
      assertThat(holder.receiveMessage()).isSameAs(marker);
    }

    private String nextReason() {
      Notice.MigrationWaits notice = notices.expectMessageClass(Notice.MigrationWaits.class);
      assertThat(notice.at()).isAfterOrEqualTo(Instant.EPOCH);
      assertThat(notice.instance().value())
          .isEqualTo("i" + notice.migration().value().substring(1));
      return notice.migration() + ": " + notice.waitsFor();
    }
  }
}
