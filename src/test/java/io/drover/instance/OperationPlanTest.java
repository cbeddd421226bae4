package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.instance.OperationPlan.Act;
import io.drover.instance.OperationPlan.Progress;
import io.drover.model.InstanceId;
import io.drover.model.Reason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperationPlanTest {
  private static final Incarnation OLD = new Incarnation(1, Instant.EPOCH);
  private static final Incarnation NEW = new Incarnation(2, Instant.EPOCH.plusSeconds(60));

  private static Act next(OperationKind kind, Progress progress, GuestState guest) {
    return next(operation(kind), progress, guest, OLD);
  }

  private static Act next(
      Operation operation, Progress progress, GuestState guest, @Nullable Incarnation incarnation) {
    return OperationPlan.next(operation, progress, evidence(guest, incarnation), true, true);
  }

  private static Operation operation(OperationKind kind) {
    return Operation.of(kind, Instant.EPOCH);
  }

  private static Operation reboot(OperationKind kind) {
    return operation(kind).withBefore(OLD);
  }

  private static GuestEvidence evidence(GuestState state, @Nullable Incarnation incarnation) {
    return new GuestEvidence(
        new InstanceId("i-1"),
        state,
        "",
        false,
        state == GuestState.ABSENT ? null : incarnation,
        Instant.EPOCH);
  }

  private static Progress done(Act... acts) {
    Progress progress = Progress.NONE;
    for (Act act : acts) {
      progress = progress.after(act);
    }
    return progress;
  }

  // Boot and start.

  @ParameterizedTest
  @EnumSource(names = {"BOOT", "START"})
  void aGuestIsClaimedForThenConnectedThenPluggedThenCreated(OperationKind kind) {
    Progress progress = Progress.NONE;
    for (Act act : new Act[] {Act.CLAIM, Act.CONNECT_VOLUMES, Act.PLUG_VIFS, Act.CREATE}) {
      assertThat(next(kind, progress, GuestState.ABSENT)).isEqualTo(act);
      progress = progress.after(act);
    }
    assertThat(next(kind, progress, GuestState.STARTING)).isEqualTo(Act.WAIT_FOR_RUNNING);
    assertThat(next(kind, progress, GuestState.RUNNING)).isEqualTo(Act.END);
  }

  @Test
  void whatAGuestDoesNotHaveIsNotMade() {
    GuestEvidence absent = evidence(GuestState.ABSENT, null);
    Operation boot = operation(OperationKind.BOOT);

    assertThat(OperationPlan.next(boot, done(Act.CLAIM), absent, false, false))
        .isEqualTo(Act.CREATE);
    assertThat(OperationPlan.next(boot, done(Act.CLAIM), absent, true, false))
        .isEqualTo(Act.PLUG_VIFS);
    assertThat(
            OperationPlan.next(operation(OperationKind.STOP), Progress.NONE, absent, false, true))
        .isEqualTo(Act.DISCONNECT_VOLUMES);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHUTOFF", "CRASHED"})
  void whatIsLeftOfAnEarlierGuestIsRemovedBeforeANewOneIsMade(GuestState left) {
    assertThat(next(OperationKind.START, Progress.NONE, left)).isEqualTo(Act.DESTROY);
  }

  @ParameterizedTest
  @EnumSource(names = {"ABSENT", "SHUTOFF", "CRASHED"})
  void aGuestThatWasCreatedAndIsOverIsNotCreatedAgain(GuestState state) {
    Progress created = done(Act.CLAIM, Act.CONNECT_VOLUMES, Act.PLUG_VIFS, Act.CREATE);

    assertThat(next(OperationKind.BOOT, created, state)).isEqualTo(Act.GUEST_VANISHED);
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestState.class,
      names = {"STARTING", "PAUSED", "INCOMING", "HANDED_OVER", "POST_COPY_BROKEN", "SUSPENDED"})
  void aGuestThatIsThereIsWaitedForAndNeverCreatedASecondTime(GuestState state) {
    assertThat(next(OperationKind.BOOT, Progress.NONE, state)).isEqualTo(Act.WAIT_FOR_RUNNING);
  }

  // Reboots.

  @Test
  void aSoftRebootPressesThePowerButtonOnceAndWaits() {
    Operation soft = reboot(OperationKind.SOFT_REBOOT);

    assertThat(next(soft, Progress.NONE, GuestState.RUNNING, OLD))
        .isEqualTo(Act.PRESS_POWER_BUTTON);
    assertThat(next(soft, done(Act.PRESS_POWER_BUTTON), GuestState.RUNNING, OLD))
        .isEqualTo(Act.WAIT_FOR_SHUTDOWN);
  }

  @Test
  void aSoftRebootGoesOnAsABootWhenTheGuestHasShutDown() {
    Operation soft = reboot(OperationKind.SOFT_REBOOT);
    Progress pressed = done(Act.PRESS_POWER_BUTTON);

    assertThat(next(soft, pressed, GuestState.ABSENT, null)).isEqualTo(Act.CLAIM);
    assertThat(next(soft, pressed, GuestState.SHUTOFF, OLD)).isEqualTo(Act.DESTROY);
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFT_REBOOT", "HARD_REBOOT"})
  void aGuestThatRebootedByItselfIsLeftAlone(OperationKind kind) {
    assertThat(next(reboot(kind), Progress.NONE, GuestState.RUNNING, NEW)).isEqualTo(Act.END);
    assertThat(next(reboot(kind), Progress.NONE, GuestState.STARTING, NEW))
        .isEqualTo(Act.WAIT_FOR_RUNNING);
  }

  @Test
  void aHardRebootEndsTheOldGuestAndNoOther() {
    Operation hard = reboot(OperationKind.HARD_REBOOT);

    assertThat(next(hard, Progress.NONE, GuestState.RUNNING, OLD)).isEqualTo(Act.DESTROY);
    assertThat(next(hard, done(Act.DESTROY), GuestState.ABSENT, null)).isEqualTo(Act.CLAIM);
  }

  @Test
  void aSoftRebootThatEscalatedIsAHardOne() {
    Operation escalated = reboot(OperationKind.SOFT_REBOOT).escalate();

    assertThat(next(escalated, done(Act.PRESS_POWER_BUTTON), GuestState.RUNNING, OLD))
        .isEqualTo(Act.DESTROY);
  }

  // Stop and delete.

  @Test
  void aStopPressesThePowerButtonAgainWhenItIsTimeAndSwitchesOffInTheEnd() {
    Progress pressed = done(Act.PRESS_POWER_BUTTON);

    assertThat(next(OperationKind.STOP, Progress.NONE, GuestState.RUNNING))
        .isEqualTo(Act.PRESS_POWER_BUTTON);
    assertThat(next(OperationKind.STOP, pressed, GuestState.RUNNING))
        .isEqualTo(Act.WAIT_FOR_SHUTDOWN);
    assertThat(next(OperationKind.STOP, pressed.pressAgain(), GuestState.RUNNING))
        .isEqualTo(Act.PRESS_POWER_BUTTON);
    assertThat(next(OperationKind.STOP, pressed.giveUpShutdown(), GuestState.RUNNING))
        .isEqualTo(Act.DESTROY);
  }

  @Test
  void aStopThatIsOverReleasesWhatTheGuestHeldButNotItsClaim() {
    Progress progress = Progress.NONE;
    for (Act act : new Act[] {Act.UNPLUG_VIFS, Act.DISCONNECT_VOLUMES}) {
      assertThat(next(OperationKind.STOP, progress, GuestState.ABSENT)).isEqualTo(act);
      progress = progress.after(act);
    }
    assertThat(next(OperationKind.STOP, progress, GuestState.ABSENT)).isEqualTo(Act.END);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ABSENT")
  void aDeleteEndsWhateverIsThere(GuestState state) {
    assertThat(next(OperationKind.DELETE, Progress.NONE, state)).isEqualTo(Act.DESTROY);
  }

  @Test
  void aDeleteReleasesTheClaimLast() {
    Progress progress = Progress.NONE;
    for (Act act : new Act[] {Act.UNPLUG_VIFS, Act.DISCONNECT_VOLUMES, Act.RELEASE_CLAIM}) {
      assertThat(next(OperationKind.DELETE, progress, GuestState.ABSENT)).isEqualTo(act);
      progress = progress.after(act);
    }
    assertThat(next(OperationKind.DELETE, progress, GuestState.ABSENT)).isEqualTo(Act.END);
  }

  // Pause, unpause, suspend and resume.

  @ParameterizedTest
  @CsvSource({
    "PAUSE, RUNNING, PAUSE",
    "PAUSE, PAUSED, END",
    "PAUSE, SUSPENDED, WAIT_FOR_GUEST",
    "PAUSE, STARTING, WAIT_FOR_GUEST",
    "UNPAUSE, PAUSED, UNPAUSE",
    "UNPAUSE, RUNNING, END",
    "UNPAUSE, HANDED_OVER, WAIT_FOR_GUEST",
    "SUSPEND, RUNNING, SAVE",
    "SUSPEND, PAUSED, SAVE",
    "SUSPEND, SUSPENDED, END",
    "SUSPEND, INCOMING, WAIT_FOR_GUEST",
    "RESUME, SUSPENDED, RESTORE",
    "RESUME, PAUSED, UNPAUSE",
    "RESUME, RUNNING, END",
    "RESUME, STARTING, WAIT_FOR_RUNNING"
  })
  void aGuestIsChangedWhenItIsNotYetWhatItIsToBe(OperationKind kind, GuestState guest, Act act) {
    assertThat(next(kind, Progress.NONE, guest)).isEqualTo(act);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "UNPAUSE", "SUSPEND", "RESUME"})
  void aGuestThatIsGoneIsNotPausedNorSavedNorMadeAnew(OperationKind kind) {
    for (GuestState gone : EnumSet.of(GuestState.ABSENT, GuestState.SHUTOFF, GuestState.CRASHED)) {
      assertThat(next(kind, Progress.NONE, gone)).isEqualTo(Act.GUEST_VANISHED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PAUSE, RUNNING, PAUSE",
    "UNPAUSE, PAUSED, UNPAUSE",
    "SUSPEND, RUNNING, SAVE",
    "RESUME, SUSPENDED, RESTORE"
  })
  void aCallThatWasAnsweredIsNotRepeatedWhenTheGuestDoesNotShowIt(
      OperationKind kind, GuestState guest, Act made) {
    assertThat(next(kind, done(made), guest)).isEqualTo(Act.WAIT_FOR_GUEST);
  }

  @Test
  void aHardRebootDiscardsASavedGuestAndASoftOneDoesNot() {
    assertThat(
            next(operation(OperationKind.HARD_REBOOT), Progress.NONE, GuestState.SUSPENDED, null))
        .isEqualTo(Act.DESTROY);
    assertThat(
            next(operation(OperationKind.SOFT_REBOOT), Progress.NONE, GuestState.SUSPENDED, null))
        .isEqualTo(Act.WAIT_FOR_RUNNING);
  }

  // Failures.

  @ParameterizedTest
  @CsvSource({
    "BOOT, RUNNING, DESTROY",
    "BOOT, ABSENT, UNPLUG_VIFS",
    "START, STARTING, DESTROY",
    "START, ABSENT, UNPLUG_VIFS",
    "SOFT_REBOOT, RUNNING, END",
    "SOFT_REBOOT, ABSENT, UNPLUG_VIFS",
    "HARD_REBOOT, STARTING, END",
    "HARD_REBOOT, ABSENT, UNPLUG_VIFS",
    "STOP, RUNNING, END",
    "STOP, ABSENT, UNPLUG_VIFS",
    "PAUSE, RUNNING, END",
    "PAUSE, ABSENT, UNPLUG_VIFS",
    "UNPAUSE, CRASHED, DESTROY",
    "SUSPEND, SUSPENDED, END",
    "RESUME, ABSENT, UNPLUG_VIFS",
    "DELETE, RUNNING, END",
    "DELETE, ABSENT, UNPLUG_VIFS"
  })
  void whatFailedIsUndoneAndAGuestThatWasThereBeforeIsKept(
      OperationKind kind, GuestState guest, Act act) {
    Operation failing = operation(kind).fail(Reason.TIMEOUT);

    assertThat(next(failing, Progress.NONE, guest, OLD)).isEqualTo(act);
  }

  @Test
  void aBootThatFailedGivesItsClaimBackAndAStartKeepsIt() {
    Progress released = done(Act.UNPLUG_VIFS, Act.DISCONNECT_VOLUMES);

    assertThat(
            next(
                operation(OperationKind.BOOT).fail(Reason.VOLUME),
                released,
                GuestState.ABSENT,
                null))
        .isEqualTo(Act.RELEASE_CLAIM);
    assertThat(
            next(
                operation(OperationKind.START).fail(Reason.VOLUME),
                released,
                GuestState.ABSENT,
                null))
        .isEqualTo(Act.END);
  }

  @Test
  void aMigrationHasNoPlanHere() {
    assertThatIllegalStateException()
        .isThrownBy(() -> next(OperationKind.LIVE_MIGRATE, Progress.NONE, GuestState.RUNNING));
  }

  // After a crash.

  static Stream<Operation> everyOperation() {
    return Stream.of(
        operation(OperationKind.BOOT),
        operation(OperationKind.START),
        operation(OperationKind.STOP),
        operation(OperationKind.DELETE),
        operation(OperationKind.PAUSE),
        operation(OperationKind.UNPAUSE),
        operation(OperationKind.SUSPEND),
        operation(OperationKind.RESUME),
        reboot(OperationKind.SOFT_REBOOT),
        reboot(OperationKind.SOFT_REBOOT).escalate(),
        reboot(OperationKind.HARD_REBOOT),
        operation(OperationKind.BOOT).fail(Reason.VIF_PLUG),
        operation(OperationKind.START).fail(Reason.VIF_PLUG));
  }

  @ParameterizedTest
  @MethodSource("everyOperation")
  void anOperationThatForgetsItsProgressAfterAnyActComesToTheSameEnd(Operation operation) {
    for (GuestState before :
        EnumSet.of(GuestState.ABSENT, GuestState.RUNNING, GuestState.CRASHED)) {
      ModelHost undisturbed = new ModelHost(before).carryOut(operation, Integer.MAX_VALUE);
      for (int crashAfter = 0; crashAfter < 8; crashAfter++) {
        ModelHost host = new ModelHost(before).carryOut(operation, crashAfter);

        assertThat(host.end())
            .as("%s from %s, crash after %d acts", operation.kind(), before, crashAfter)
            .isEqualTo(undisturbed.end());
      }
    }
  }

  /** A host with one guest that does what it is asked for at once. */
  private static final class ModelHost {
    private static final int ENOUGH = 40;
    private GuestState guest;
    private Incarnation incarnation = OLD;
    private boolean vanished;
    private final Set<Act> held = EnumSet.noneOf(Act.class);

    ModelHost(GuestState guest) {
      this.guest = guest;
      if (guest != GuestState.ABSENT) {
        held.addAll(EnumSet.of(Act.CLAIM, Act.CONNECT_VOLUMES, Act.PLUG_VIFS));
      }
    }

    ModelHost carryOut(Operation operation, int crashAfter) {
      Progress progress = Progress.NONE;
      for (int acts = 0; acts < ENOUGH; acts++) {
        if (acts == crashAfter) {
          progress = Progress.NONE;
        }
        Act act = next(operation, progress, guest, incarnation);
        if (act == Act.END) {
          return this;
        }
        act(act);
        if (vanished) {
          return this;
        }
        progress = progress.after(act);
      }
      throw new AssertionError("no end of " + operation);
    }

    String end() {
      return guest + " " + held;
    }

    private void act(Act act) {
      switch (act) {
        case CLAIM, CONNECT_VOLUMES, PLUG_VIFS -> held.add(act);
        case CREATE -> {
          assertThat(guest).isEqualTo(GuestState.ABSENT);
          assertThat(held).hasSize(3);
          guest = GuestState.STARTING;
          incarnation = NEW;
        }
        case WAIT_FOR_RUNNING -> guest = GuestState.RUNNING;
        case WAIT_FOR_SHUTDOWN, DESTROY -> guest = GuestState.ABSENT;
        case UNPLUG_VIFS -> held.remove(Act.PLUG_VIFS);
        case DISCONNECT_VOLUMES -> held.remove(Act.CONNECT_VOLUMES);
        case RELEASE_CLAIM -> held.remove(Act.CLAIM);
        case PAUSE -> guest = GuestState.PAUSED;
        case SAVE -> guest = GuestState.SUSPENDED;
        case UNPAUSE, RESTORE -> guest = GuestState.RUNNING;
        case PRESS_POWER_BUTTON, WAIT_FOR_GUEST -> {}
        case GUEST_VANISHED -> vanished = true;
        case END -> throw new AssertionError("not to be done: " + act);
      }
    }
  }
}
