package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor;
import io.drover.admission.SlotRequest;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueingTest extends MigrationTest {

  private void slotsAreNotAskedFor() {
    settle();
    AdmissionActor.Command marker = new AdmissionActor.Describe(testKit.system().ignoreRef());
    admission.ref().tell(marker);
    assertThat(admission.receiveMessage()).isSameAs(marker);
  }

  @Test
  void itIsRecordedAsQueuedBeforeSlotsAreAskedFor() {
    start(MigrationEvents.after());
    MigrationEvent queued = asks(MigrationEvent.Queued.class);
    slotsAreNotAskedFor();

    acknowledge(queued);
    AdmissionActor.Acquire acquire = admission.expectMessageClass(AdmissionActor.Acquire.class);
    assertThat(acquire.request())
        .isEqualTo(
            new SlotRequest(
                MigrationEvents.ID, MigrationEvents.INSTANCE, "hv1", "hv2", MigrationEvents.NOW));
  }

  @Test
  void noHostIsAskedBeforeThePreparationIsRecorded() {
    start(MigrationEvents.queued());
    isGranted();
    MigrationEvent began = asks(MigrationEvent.PreparationBegan.class);
    pass(Duration.ofMinutes(10));
    hostsAreLeftAlone();

    acknowledge(began);
    hv1.isAsked();
  }

  @Test
  void itWaitsForItsSlotsAsLongAsItTakes() {
    start(MigrationEvents.queued());
    AdmissionActor.Acquire acquire = admission.expectMessageClass(AdmissionActor.Acquire.class);
    pass(Duration.ofDays(1));
    parentIsLeftAlone();

    acquire.replyTo().tell(new AdmissionActor.Granted(record.id()));
    records(MigrationEvent.PreparationBegan.class);
  }

  @Test
  void itIsStoppedInTheQueueWithoutAskingAnyHost() {
    start(MigrationEvents.queued());
    admission.expectMessageClass(AdmissionActor.Acquire.class);
    stop(Reason.ABORTED);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    assertThat(endsWithNothingToUndo().status()).isEqualTo(MigrationStatus.CANCELLED);
    hostsAreLeftAlone();
  }

  @Test
  void aWishToStopThatCameBeforeAnythingElseIsHeeded() {
    start(MigrationEvents.after(MigrationEvents.stop(Reason.DELETED)));
    decided(Outcome.AT_SOURCE, Reason.DELETED);

    endsWithNothingToUndo();
    hostsAreLeftAlone();
  }

  @Test
  void slotsThatAreGrantedAfterTheWishToStopAreGivenBack() {
    start(MigrationEvents.queued());
    AdmissionActor.Acquire acquire = admission.expectMessageClass(AdmissionActor.Acquire.class);
    stop(Reason.ABORTED);
    acquire.replyTo().tell(new AdmissionActor.Granted(record.id()));
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    endsWithNothingToUndo();
  }

  @Test
  void thePreparationEndsAtOnceWhenTheWishToStopWasRecordedBeforeIt() {
    start(MigrationEvents.queued());
    isGranted();
    MigrationEvent began = asks(MigrationEvent.PreparationBegan.class);
    stop(Reason.ABORTED);
    acknowledge(began);
    decided(Outcome.AT_SOURCE, Reason.ABORTED);

    endsWithNothingToUndo();
    hv2.isLeftAlone();
  }

  @Test
  void aMigrationThatHadItsSlotsBeforeACrashTakesThemAgainWhateverTheLimits() {
    start(MigrationEvents.preparing());
    isReadmitted();
    hv1.isAsked();
  }
}
