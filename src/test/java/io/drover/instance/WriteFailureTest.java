package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor;
import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.host.HostReport;
import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.testing.ManualClock;
import io.drover.testing.MigrationFailure;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.junit.jupiter.api.Test;

/** A journal that fails: what was not recorded did not happen, and all else goes on. */
class WriteFailureTest extends InstanceTest {
  private static final Rejection NOT_WRITTEN =
      new Rejection(Refusal.UNAVAILABLE, "the journal did not take it; try again");

  private final CountDownLatch failed = new CountDownLatch(1);

  private void nextWriteFails() {
    nextWriteFails(() -> {});
  }

  /** The next write fails after something else has happened. */
  private void nextWriteFails(Runnable meanwhile) {
    journal.withPolicy(
        (stream, operation) -> {
          if (operation instanceof WriteEvents && failed.getCount() > 0) {
            meanwhile.run();
            failed.countDown();
            return StorageFailure.create();
          }
          return ProcessingSuccess.getInstance();
        });
  }

  /** Waits for the failure, then lets time pass until the instance has read its journal again. */
  private void restarts() throws InterruptedException {
    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    Optional<HostActor.Command> next = Optional.empty();
    for (int tries = 0; tries < 200 && next.isEmpty(); tries++) {
      ManualClock.pass(testKit.system(), Duration.ofSeconds(1));
      next = hv1.nextWithin(Duration.ofMillis(20));
    }
    assertThat(next.orElseThrow()).isInstanceOf(HostActor.Reclaim.class);
  }

  @Test
  void aRequestThatCouldNotBeRecordedIsRefusedAndNothingHappens() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    nextWriteFails();
    request(instance, OperationKind.STOP);
    hv1.agrees();
    restarts();

    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    settle(instance);
    hv1.isLeftAlone();
    assertThat(view(instance).taskState()).isEqualTo(TaskState.NONE);
    begin(instance, OperationKind.STOP);
  }

  @Test
  void aRequestThatTheJournalRejectedIsRefusedAndTheInstanceGoesOn() {
    ActorRef<InstanceActor.Command> instance = active();
    journal.rejectNextPersisted(InstanceActor.persistenceId(id).id());
    request(instance, OperationKind.STOP);
    hv1.agrees();

    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    hv1.isReclaimed();
    begin(instance, OperationKind.STOP);
  }

  @Test
  void whoWaitsForTheEndOfAnOperationIsToldOfItThoughAnEventWasRejected() {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.STOP);
    TestProbe<InstanceView> idle = testKit.createTestProbe(InstanceView.class);
    instance.tell(new InstanceActor.WhenIdle(idle.ref()));
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    settle(instance);
    journal.rejectNextPersisted(InstanceActor.persistenceId(id).id());
    hv1.does(HostCall.DisconnectVolumes.class);
    hv1.isReclaimed();
    pass(instance, Duration.ofSeconds(1));

    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    assertThat(idle.receiveMessage().vmState()).isEqualTo(VmState.STOPPED);
  }

  @Test
  void whoWaitsForTheEndOfAnOperationIsToldOfItAllTheSame() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.STOP);
    TestProbe<InstanceView> idle = testKit.createTestProbe(InstanceView.class);
    instance.tell(new InstanceActor.WhenIdle(idle.ref()));
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    settle(instance);
    nextWriteFails();
    hv1.does(HostCall.DisconnectVolumes.class);
    restarts();

    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    assertThat(idle.receiveMessage().vmState()).isEqualTo(VmState.STOPPED);
  }

  @Test
  void anOperationGoesOnThoughWhatItWasDoingIsLost() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = start(Given.created());
    hv1.isReclaimed();
    hv1.sees(GuestState.ABSENT);
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.isTold(HostCall.PlugVifs.class);
    nextWriteFails();
    request(instance, OperationKind.DELETE);
    hv1.agrees();
    restarts();

    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    hv1.sees(GuestState.ABSENT);
    hv1.isClaimed();
    hv1.does(HostCall.ConnectVolumes.class);
    hv1.does(HostCall.PlugVifs.class);
    hv1.isTold(HostCall.Create.class);
  }

  @Test
  void aCallOfBeforeIsWaitedForBeforeTheNextIsMade() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    begin(instance, OperationKind.SOFT_REBOOT);
    hv1.sees(GuestState.RUNNING);
    var shutdown = hv1.isTold(HostCall.Shutdown.class);
    nextWriteFails();
    request(instance, OperationKind.HARD_REBOOT);
    hv1.agrees();
    restarts();
    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    settle(instance);
    hv1.isLeftAlone();

    shutdown.replyTo().tell(CallResult.DONE);
    hv1.sees(GuestState.RUNNING);
    hv1.isTold(HostCall.Shutdown.class);
  }

  @Test
  void aMigrationGoesOnFromItsRecord() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    instance.tell(
        new InstanceActor.LiveMigrate(
            new MigrationId("m-1"), "hv2", false, "noted", answers.ref()));
    hv1.agrees();
    hv2.agrees();
    accepted();
    AdmissionActor.Acquire asked = admission.expectMessageClass(AdmissionActor.Acquire.class);
    nextWriteFails();
    asked.replyTo().tell(new AdmissionActor.Granted(new MigrationId("m-1")));
    restarts();

    assertThat(view(instance).lastMigration().orElseThrow().status())
        .isEqualTo(MigrationStatus.QUEUED);
    keepsItsPlace();
    admission
        .expectMessageClass(AdmissionActor.Acquire.class)
        .replyTo()
        .tell(new AdmissionActor.Granted(new MigrationId("m-1")));
    hv1.sees(GuestState.RUNNING);
    hv1.tellsNoFacts();
    admission.expectMessageClass(AdmissionActor.Release.class).replyTo().tell(Done.getInstance());

    InstanceView end = whenIdle(instance);
    assertThat(end.lastMigration().orElseThrow().reason()).isEqualTo(Reason.SOURCE_LOST);
    assertThat(end.vmState()).isEqualTo(VmState.ACTIVE);
  }

  @Test
  void aRequestThatWasRefusedBecauseTheJournalCannotBeReadIsNotDoneWhenItCan()
      throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    request(instance, OperationKind.STOP);
    HostActor.Check late = hv1.isCheckedButSilent();
    journalIsGone();
    instance.tell(new InstanceActor.HostTold(new HostReport.GuestHint("hv1", id)));
    hv1.sees(GuestState.HANDED_OVER);
    assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(refusedInTheEnd().sentence()).contains("cannot be read");

    journal.resetPolicy();
    restarts();
    hv1.agrees(late);
    settle(instance);
    assertThat(view(instance).taskState()).isEqualTo(TaskState.NONE);
    begin(instance, OperationKind.STOP);
  }

  /** Neither written to nor read, until its policy is reset. */
  private void journalIsGone() {
    journal.withPolicy(
        (stream, operation) -> {
          if (operation instanceof WriteEvents) {
            failed.countDown();
          }
          return StorageFailure.create();
        });
  }

  private Rejection refusedInTheEnd() {
    for (int tries = 0; tries < 200; tries++) {
      ManualClock.pass(testKit.system(), Duration.ofSeconds(1));
      try {
        return answers
            .expectMessageClass(InstanceActor.Refused.class, Duration.ofMillis(20))
            .rejection();
      } catch (AssertionError notYet) {
        // The actor has not tried again yet.
      }
    }
    return refused();
  }

  @Test
  void anObservationIsMadeAgain() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    nextWriteFails();
    instance.tell(new InstanceActor.HostTold(new HostReport.GuestHint("hv1", id)));
    hv1.sees(GuestState.HANDED_OVER);
    restarts();

    instance.tell(new InstanceActor.HostTold(new HostReport.GuestHint("hv1", id)));
    hv1.sees(GuestState.HANDED_OVER, ProbedHost.FIRST);
    settle(instance);
    assertThat(view(instance).powerState()).isEqualTo(PowerState.PAUSED);
  }

  @Test
  void aMigrationWhoseActorFailedBeforeTheWriteDidIsCarriedOnOnce() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    AdmissionActor.Acquire asked = migrate(instance);
    fail(instance, asked);
    nextWriteFails();
    instance.tell(new InstanceActor.AbortMigration(answers.ref()));
    restarts();

    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    assertCarriedOnOnce(instance);
  }

  @Test
  void aMigrationWhoseActorFailsDuringTheWriteIsCarriedOnOnce() throws InterruptedException {
    ActorRef<InstanceActor.Command> instance = active();
    AdmissionActor.Acquire asked = migrate(instance);
    nextWriteFails(() -> fail(instance, asked));
    instance.tell(new InstanceActor.AbortMigration(answers.ref()));
    restarts();

    assertThat(refused()).isEqualTo(NOT_WRITTEN);
    assertCarriedOnOnce(instance);
  }

  /** The instance's migration has begun and waits for its slots. */
  private AdmissionActor.Acquire migrate(ActorRef<InstanceActor.Command> instance) {
    instance.tell(
        new InstanceActor.LiveMigrate(
            new MigrationId("m-1"), "hv2", false, "noted", answers.ref()));
    hv1.agrees();
    hv2.agrees();
    accepted();
    settle(instance);
    return admission.expectMessageClass(AdmissionActor.Acquire.class);
  }

  /** The migration's actor fails and is gone; its instance has been told. */
  private void fail(ActorRef<InstanceActor.Command> instance, AdmissionActor.Acquire asked) {
    MigrationFailure.cause(testKit.system(), instance.path().toStringWithoutAddress());
    testKit.createTestProbe().expectTerminated(asked.replyTo());
  }

  private void keepsItsPlace() {
    assertThat(admission.expectMessageClass(AdmissionActor.Expect.class).underWay()).isFalse();
  }

  private void assertCarriedOnOnce(ActorRef<InstanceActor.Command> instance) {
    keepsItsPlace();
    admission.expectMessageClass(AdmissionActor.Acquire.class);
    pass(instance, Duration.ofMinutes(1));
    testKit.stop(instance);
    answers.expectTerminated(instance);
    admission.expectNoMessage(Duration.ZERO);
  }
}
