package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostActor;
import io.drover.host.HostMarks;
import io.drover.model.HostState;
import io.drover.model.MigrationId;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** What is asked of an instance while its hosts are still being asked about a request. */
class CheckingTest extends InstanceTest {
  private final ActorRef<InstanceActor.Command> instance = active();

  private HostActor.Check beingChecked() {
    request(instance, OperationKind.SOFT_REBOOT);
    HostActor.Command check = hv1.next();
    assertThat(check).isInstanceOf(HostActor.Check.class);
    return (HostActor.Check) check;
  }

  @Test
  void aSecondRequestIsAConflictAndTheFirstIsTaken() {
    HostActor.Check check = beingChecked();

    request(instance, OperationKind.STOP);
    assertThat(refused())
        .isEqualTo(
            new Rejection(
                Refusal.CONFLICT,
                "instance web-1 is being asked for something else at the moment"));

    check.replyTo().tell(new HostActor.HostCheck("hv1", HostState.UP, true, "", HostMarks.NONE));
    assertThat(accepted().taskState()).isEqualTo(TaskState.REBOOTING);
  }

  @Test
  void aRequestThatIsRefusedMakesRoomForTheNext() {
    HostActor.Check check = beingChecked();
    check.replyTo().tell(new HostActor.HostCheck("hv1", HostState.DOWN, true, "", HostMarks.NONE));
    assertThat(refused().reason()).isEqualTo(Refusal.HOST_DOWN);

    request(instance, OperationKind.STOP);
    hv1.agrees();
    assertThat(accepted().taskState()).isEqualTo(TaskState.POWERING_OFF);
  }

  @Test
  void whatComesBeforeAConflictIsToldInItsPlace() {
    beingChecked();

    assertThat(refusalOf("hv2", "no such hooks")).isEqualTo(Refusal.INVALID_REQUEST);
    assertThat(refusalOf("hv9", "none")).isEqualTo(Refusal.NOT_FOUND);
    assertThat(refusalOf("hv1", "none")).isEqualTo(Refusal.CONFLICT);
    request(instance, OperationKind.START);
    assertThat(refused().reason()).isEqualTo(Refusal.CONFLICT);
  }

  private Refusal refusalOf(String destination, String hooks) {
    instance.tell(
        new InstanceActor.LiveMigrate(
            new MigrationId("m-1"), destination, false, hooks, answers.ref()));
    return refused().reason();
  }

  @Test
  void aHostWhoseActorGivesNoReplyCountsAsUnreachable() {
    beingChecked();
    pass(instance, Duration.ofMinutes(2));

    assertThat(refused().reason()).isEqualTo(Refusal.HOST_DOWN);
  }
}
