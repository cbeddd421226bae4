package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor;
import io.drover.host.HostActor;
import io.drover.host.HostReport;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.testing.ManualClock;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.ReadEvents;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.junit.jupiter.api.Test;

/** The registry, when its journal does not take what is new. */
class InstancesTest extends InstanceTest {

  @Test
  void aJournalThatRejectsANewInstanceRejectsNoLaterOne() {
    ActorRef<Instances.Command> instances = testKit.spawn(Instances.create(environment()));
    journal.rejectNextPersisted("drover-instances");
    instances.tell(new Instances.Boot(id, Given.SPEC, "hv1", false, null, answers.ref()));
    assertThat(refused().reason()).isEqualTo(Refusal.UNAVAILABLE);

    ManualClock.pass(testKit.system(), Duration.ofSeconds(1));
    instances.tell(
        new Instances.Boot(new InstanceId("i-2"), Given.SPEC, "hv1", false, null, answers.ref()));
    hv1.agrees();
    assertThat(accepted().id()).isEqualTo(new InstanceId("i-2"));
  }

  @Test
  void aBootThatWasRefusedBecauseItsJournalCannotBeReadLeavesNothingBehind() {
    ActorRef<Instances.Command> instances = testKit.spawn(Instances.create(environment()));
    TestProbe<Instances.Found> found = testKit.createTestProbe(Instances.Found.class);
    instances.tell(new Instances.Boot(id, Given.SPEC, "hv1", false, null, answers.ref()));
    hv1.isCheckedButSilent();
    instances.tell(new Instances.Unreadable(id, "no answer"));
    instances.tell(new Instances.Find(id, found.ref()));
    assertThat(found.receiveMessage().trouble()).contains("no answer");
    hv1.isReclaimed();

    instances.tell(new Instances.Empty(id));
    instances.tell(new Instances.Find(id, found.ref()));
    assertThat(found.receiveMessage()).isEqualTo(new Instances.Found(Optional.empty(), ""));
    hv1.isReleased();
    instances.tell(
        new Instances.Boot(new InstanceId("i-2"), Given.SPEC, "hv1", false, null, answers.ref()));
    hv1.agrees();
  }

  private static void reached(CountDownLatch point) {
    try {
      assertThat(point.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void whatIsNewWaitsUntilWhatIsUnfinishedHasBeenRead() {
    journal.persistForRecovery(
        Streams.INDEX.id(), List.of(new RegistryEvent.Registered(id, Given.SPEC, "hv1", null)));
    journal.persistForRecovery(
        InstanceActor.persistenceId(id).id(),
        List.<Object>of((Object[]) Given.history(VmState.ACTIVE)));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch readable = new CountDownLatch(1);
    journal.withPolicy(
        (stream, operation) -> {
          if (operation instanceof ReadEvents
              && stream.equals(InstanceActor.persistenceId(id).id())) {
            asked.countDown();
            reached(readable);
          }
          return ProcessingSuccess.getInstance();
        });
    testKit.spawn(Instances.create(environment()));
    reached(asked);
    assertThat(hv1.next()).isEqualTo(HostActor.Admission.HOLD);
    admission.expectMessage(AdmissionActor.Gate.HOLD);
    hv2.isLeftAlone();

    readable.countDown();
    hv1.isReclaimed();
    assertThat(hv1.next()).isEqualTo(HostActor.Admission.ADMIT);
    admission.expectMessage(AdmissionActor.Gate.OPEN);
  }

  @Test
  void anIndexThatCannotBeReadIsToldToWhoeverAsks() {
    journal.withPolicy((stream, operation) -> StorageFailure.create());
    ActorRef<Instances.Command> instances = testKit.spawn(Instances.create(environment()));
    TestProbe<Instances.All> all = testKit.createTestProbe(Instances.All.class);
    instances.tell(new Instances.ListAll(all.ref()));

    assertThat(all.receiveMessage().trouble()).startsWith("the index of all instances cannot");
  }

  @Test
  void aGuestThatNobodyHasRecordedIsToldOnce() {
    ActorRef<Instances.Command> instances = testKit.spawn(Instances.create(environment()));
    GuestEvidence guest =
        new GuestEvidence(
            new InstanceId("i-9"), GuestState.RUNNING, "", false, ProbedHost.FIRST, Instant.EPOCH);
    LoggingTestKit.warn("host hv1: guest i-9 is running there and nobody has recorded it")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              instances.tell(
                  Instances.report(
                      new HostReport.StateChanged("hv1", HostState.UP, List.of(guest))));
              instances.tell(Instances.report(new HostReport.GuestSeen("hv1", guest)));
              TestProbe<Instances.All> all = testKit.createTestProbe(Instances.All.class);
              instances.tell(new Instances.ListAll(all.ref()));
              return all.receiveMessage();
            });
  }
}
