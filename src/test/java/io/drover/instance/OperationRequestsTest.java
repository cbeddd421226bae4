package io.drover.instance;

import static io.drover.model.VmState.ACTIVE;
import static io.drover.model.VmState.ERROR;
import static io.drover.model.VmState.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostMarks;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Command;
import io.drover.model.Flavor;
import io.drover.model.HostState;
import io.drover.model.InstanceView;
import io.drover.model.PowerState;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each request to boot, start, stop, reboot or delete an instance, and each refusal. */
class OperationRequestsTest extends RequestTest {
  private static final HostMarks DISABLED = new HostMarks("a new kernel", "");

  // Boot.

  private static Function<ActorRef<Answer>, Command> boot(String host) {
    return replyTo -> new InstanceActor.Boot(Given.ID, Given.SPEC, host, false, replyTo);
  }

  @Test
  void aBootIsRecordedAndAnsweredBeforeItIsBegun() {
    var result = run(boot("hv1"), hv1::agrees);

    assertAccepted(result);
    assertThat(result.eventOfType(InstanceEvent.Created.class)).isEqualTo(Given.created());
    InstanceView view = ((InstanceActor.Accepted) result.reply()).view();
    assertThat(view.host()).isEqualTo("hv1");
    assertThat(view.vmState()).isEqualTo(VmState.BUILDING);
    assertThat(view.taskState()).isEqualTo(TaskState.SCHEDULING);
    assertThat(result.state().claimed()).isTrue();
    assertThat(result.state().generation()).isEqualTo(1);
  }

  @Test
  void aBootOnAHostThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThat(assertRefused(run(boot("hv9")), Refusal.NOT_FOUND).sentence())
        .isEqualTo("there is no host 'hv9'; there are hv1, hv2");
  }

  @ParameterizedTest
  @EnumSource(
      value = HostState.class,
      names = {"CONNECTING", "DOWN", "UNREACHABLE"})
  void aBootOnAHostThatCannotBeWorkedWithIsRefused(HostState state) {
    var result = run(boot("hv1"), () -> hv1.isChecked(state, ""));

    assertThat(assertRefused(result, Refusal.HOST_DOWN).sentence())
        .isEqualTo("host hv1 is %s; wait until it is up".formatted(state.label()));
  }

  @Test
  void aBootOnAFencedHostIsRefusedWithTheReason() {
    HostMarks marks = new HostMarks("a new kernel", "it burns");
    var result = run(boot("hv1"), () -> hv1.isCheckedAs(HostState.FENCED, marks));

    assertThat(assertRefused(result, Refusal.HOST_DOWN).sentence())
        .isEqualTo("host hv1 is fenced: it burns; unfence it once it may run guests again");
  }

  @Test
  void aBootOnADisabledHostIsRefusedWithTheReason() {
    var result = run(boot("hv1"), () -> hv1.isCheckedAs(HostState.UP, DISABLED));

    assertThat(assertRefused(result, Refusal.HOST_DISABLED).sentence())
        .isEqualTo("host hv1 is disabled: a new kernel; name another host, or enable it");
  }

  @Test
  void aBootOnADisabledHostThatDoesNotAnswerIsRefusedForThatFirst() {
    var result = run(boot("hv1"), () -> hv1.isCheckedAs(HostState.UNREACHABLE, DISABLED));

    assertRefused(result, Refusal.HOST_DOWN);
  }

  @Test
  void anInstanceOnADisabledHostIsStartedThere() {
    given(STOPPED);

    assertAccepted(run(ask(OperationKind.START), () -> hv1.isCheckedAs(HostState.UP, DISABLED)));
  }

  @Test
  void aDeleteOnAFencedHostIsTaken() {
    given(ACTIVE);

    HostMarks marks = new HostMarks("", "it burns");
    assertAccepted(run(ask(OperationKind.DELETE), () -> hv1.isCheckedAs(HostState.FENCED, marks)));
  }

  @Test
  void aBootOnAFullHostIsRefusedWithWhatItLacks() {
    var result = run(boot("hv1"), () -> hv1.isChecked(HostState.UP, "hv1 is full"));

    assertThat(assertRefused(result, Refusal.NO_CAPACITY).sentence()).isEqualTo("hv1 is full");
    assertThat(result.state()).isEqualTo(InstanceState.empty(id));
  }

  @Test
  void anInstanceIsCreatedOnce() {
    given(ACTIVE);

    assertRefused(run(boot("hv1")), Refusal.CONFLICT);
  }

  // Start, stop, reboot, delete.

  @ParameterizedTest
  @CsvSource({
    "STOPPED, START, POWERING_ON",
    "ACTIVE, STOP, POWERING_OFF",
    "ERROR, STOP, POWERING_OFF",
    "ACTIVE, SOFT_REBOOT, REBOOTING",
    "ACTIVE, HARD_REBOOT, REBOOTING_HARD",
    "STOPPED, HARD_REBOOT, REBOOTING_HARD",
    "ERROR, HARD_REBOOT, REBOOTING_HARD",
    "ACTIVE, DELETE, DELETING",
    "STOPPED, DELETE, DELETING",
    "ERROR, DELETE, DELETING"
  })
  void anOperationIsRecordedAndAnsweredBeforeItIsBegun(
      VmState vmState, OperationKind kind, TaskState taskState) {
    given(vmState);

    var result = run(ask(kind), hv1::agrees);

    assertAccepted(result);
    assertThat(result.eventOfType(InstanceEvent.OperationBegan.class)).isEqualTo(Given.began(kind));
    assertThat(result.state().taskState()).isEqualTo(taskState);
    assertThat(result.state().vmState()).isEqualTo(vmState);
    assertThat(((InstanceActor.Accepted) result.reply()).view().taskState()).isEqualTo(taskState);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE, START, INVALID_STATE",
    "STOPPED, STOP, INVALID_STATE",
    "STOPPED, SOFT_REBOOT, INVALID_STATE",
    "ERROR, SOFT_REBOOT, INVALID_STATE",
    "DELETED, START, NOT_FOUND",
    "DELETED, STOP, NOT_FOUND",
    "DELETED, SOFT_REBOOT, NOT_FOUND",
    "DELETED, HARD_REBOOT, NOT_FOUND",
    "DELETED, DELETE, NOT_FOUND"
  })
  void anOperationThatDoesNotFitTheStateIsRefusedWithoutAskingAnyHost(
      VmState vmState, OperationKind kind, Refusal reason) {
    given(vmState);

    assertRefused(run(ask(kind)), reason);
    hv1.isLeftAlone();
  }

  @ParameterizedTest
  @EnumSource(names = {"STOP", "SOFT_REBOOT", "HARD_REBOOT", "DELETE"})
  void anOperationOnAHostThatCannotBeReachedIsRefused(OperationKind kind) {
    given(ACTIVE);

    assertRefused(
        run(ask(kind), () -> hv1.isChecked(HostState.UNREACHABLE, "")), Refusal.HOST_DOWN);
  }

  @Test
  void aDeleteIsTakenWhenItsHostIsKnownToBeOff() {
    given(ACTIVE);

    assertAccepted(run(ask(OperationKind.DELETE), () -> hv1.isChecked(HostState.DOWN, "")));
  }

  @Test
  void anInstanceThatHoldsItsClaimAsksForNoMore() {
    given(STOPPED);

    run(
        ask(OperationKind.START),
        () -> assertThat(hv1.isChecked(HostState.UP, "").size()).isEqualTo(Flavor.NONE));
  }

  @Test
  void anInstanceThatHoldsNoClaimIsStartedOnlyWhereThereIsRoom() {
    given(
        Given.created(),
        new InstanceEvent.OperationEnded(
            STOPPED, PowerState.SHUTDOWN, null, false, false, List.of(), Given.NOW));

    var result =
        run(
            ask(OperationKind.START),
            () ->
                assertThat(hv1.isChecked(HostState.UP, "hv1 is full").size())
                    .isEqualTo(Given.SPEC.flavor()));

    assertRefused(result, Refusal.NO_CAPACITY);
  }

  @Test
  void anInstanceInErrorCanBeDescribed() {
    given(ERROR);

    var result = kit.<InstanceView>runCommand(InstanceActor.Describe::new);

    assertThat(result.reply().vmState()).isEqualTo(ERROR);
    assertThat(result.hasNoEvents()).isTrue();
  }
}
