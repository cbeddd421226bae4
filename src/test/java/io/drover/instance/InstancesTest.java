package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.InstanceId;
import io.drover.model.Refusal;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
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
}
