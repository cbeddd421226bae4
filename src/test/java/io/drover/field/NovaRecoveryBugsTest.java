package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.Operation;
import io.drover.RebootType;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Nova lost at a restart, waited for without an end, or saw and took for something else. */
class NovaRecoveryBugsTest extends FieldTest {

  @Test
  void nova1753676ARestartTakesUpTheTransferThatIsUnderWay() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    crashAndRestartAfter(SECOND);
    long asked = truth().calls(HV1, Call.JOB_INFO);
    pass(SECOND.multipliedBy(10));

    assertThat(truth().calls(HV1, Call.JOB_INFO)).isGreaterThan(asked);
    assertMoved(web, HV2);
    assertThat(truth().calls(HV1, Call.MIGRATE)).isEqualTo(1);
  }

  @Test
  void nova1339823AnInstanceIsNotFreeWhileItsJobRunsOn() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    isSilent(HV1);
    crashAndRestartAfter(SECOND);
    pass(MINUTE);

    assertThat(world().view(web).taskState()).isEqualTo(TaskState.MIGRATING);
    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV3)), Refusal.CONFLICT);
    assertRefused(world().drover().reboot(web, RebootType.HARD), Refusal.CONFLICT);
    allIsWellAgain();
    assertMoved(web, HV2);
  }

  @Test
  void nova1694406AMigrationWhoseOwnCodeFailsComesToItsEnd() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    world().failMigration(web);

    assertMoved(web, HV2);
  }

  @Test
  void nova1397153ADestinationThatNeverAnswersEndsThePreparation() {
    InstanceId web = boot("web-1", HV1);
    hangs(Call.ANY, HV2);
    move(web, HV2);
    pass(MINUTE.multipliedBy(5));

    InstanceView view = world().view(web);
    assertThat(view.taskState()).isEqualTo(TaskState.NONE);
    assertThat(lastMigration(web).status().terminal()).isTrue();
    assertWellOn(HV1, web);
  }

  @Test
  void novaWaitForRebootAGuestThatNeverRunsHoldsItsInstanceForAWhileOnly() {
    InstanceId web = boot("web-1", HV1);
    inject(GuestFault.of(web, FaultKind.GUEST_STUCK));
    InstanceView end = ended(world().drover().reboot(web, RebootType.HARD));

    assertThat(end.taskState()).isEqualTo(TaskState.NONE);
    assertThat(end.fault()).isEqualTo(Reason.TIMEOUT);
    allIsWellAgain();
    ended(world().drover().reboot(web, RebootType.HARD));
    assertWellOn(HV1, web);
  }

  @Test
  void nova1362799AHardRebootIsTakenWhileASoftOneIsStuck() {
    InstanceId web = boot("web-1", HV1);
    hangs(Call.SHUTDOWN, HV1);
    world().await(world().drover().reboot(web, RebootType.SOFT));
    pass(SECOND.multipliedBy(10));
    Operation hard = world().await(world().drover().reboot(web, RebootType.HARD));
    Duration before = world().timeline().elapsed();
    world().await(hard.ended());

    assertThat(world().timeline().elapsed().minus(before)).isLessThan(MINUTE);
    assertWellOn(HV1, web);
  }

  @Test
  void nova1072751ACrashBetweenTheShutDownAndTheStartOfARebootIsMadeGood() {
    InstanceId web = boot("web-1", HV1);
    world().await(world().drover().reboot(web, RebootType.SOFT));
    world().awaitUntil("the shut-down", () -> truth().runningCopies(web) == 0);
    crashAndRestartAfter(SECOND.multipliedBy(5));

    assertWellOn(HV1, web);
  }

  @Test
  void nova1580609AForcedEndAtAnyMomentLeavesNoGuestPaused() {
    InstanceId web = boot("web-1", HV1);
    for (int i = 0; i < 40; i++) {
      String host = i % 2 == 0 ? HV2 : HV1;
      move(web, host);
      pass(Duration.ofMillis(4000 + 20 * i));
      world().drover().forceCompleteMigration(web);
      assertMoved(web, host);
    }
  }

  @Test
  void nova1845146AHostThatIsCountedAnewKeepsTheClaimOfAGuestOnItsWay() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    isSilent(HV2);
    pass(MINUTE);
    allIsWellAgain();
    pass(SECOND.multipliedBy(10));
    assertThat(world().host(HV2).claims()).containsExactly(web);
    crashAndRestartAfter(SECOND);

    assertThat(truth().leaving(HV1)).contains(web);
    assertThat(world().host(HV2).claims()).containsExactly(web);
    assertMoved(web, HV2);
  }

  @Test
  void nova1320628AGuestThatIsDownForItsRebootIsNotTakenForStopped() {
    InstanceId web = boot("web-1", HV1);
    Set<VmState> seen = statesOf(web);
    ended(world().drover().reboot(web, RebootType.SOFT));

    assertWellOn(HV1, web);
    assertThat(seen).containsOnly(VmState.ACTIVE);
  }

  @Test
  void nova1815791AnAnswerThatIsOldByTheTimeItComesStopsNoGuest() {
    InstanceId web = boot("web-1", HV1);
    Set<VmState> seen = statesOf(web);
    slow(Call.GUEST_INFO, HV1, SECOND.multipliedBy(3));
    ended(world().drover().reboot(web, RebootType.HARD));
    pass(MINUTE);

    assertWellOn(HV1, web);
    assertThat(seen).containsOnly(VmState.ACTIVE);
  }

  private Set<VmState> statesOf(InstanceId id) {
    Set<VmState> seen = EnumSet.noneOf(VmState.class);
    world()
        .drover()
        .listen(
            notice -> {
              if (notice instanceof Notice.InstanceRecorded recorded
                  && recorded.view().id().equals(id)) {
                seen.add(recorded.view().vmState());
              }
            });
    return seen;
  }

  @Test
  void nova1363231AHostThatHangsDoesNotKeepOthersFromBeingLookedAt() {
    boot("web-1", HV1);
    InstanceId other = boot("web-2", HV2);
    hangs(Call.ANY, HV1);
    pass(MINUTE);
    inject(GuestFault.of(other, FaultKind.GUEST_CRASH));
    pass(SECOND.multipliedBy(10));

    assertThat(world().view(other).vmState()).isEqualTo(VmState.STOPPED);
  }

  @Test
  void nova2091033CallsThatBlockForEverFreezeNobodyElse() {
    boot("web-1", HV1);
    InstanceId other = boot("web-2", HV2);
    hangs(Call.ANY, HV1);
    IntStream.range(0, 20).forEach(i -> world().drover().hosts());
    pass(MINUTE);
    Duration before = world().timeline().elapsed();
    move(other, HV3);

    assertMoved(other, HV3);
    assertThat(world().timeline().elapsed().minus(before)).isLessThan(SECOND.multipliedBy(10));
  }

  @Test
  void nova2091138TheProgressOfATransferIsNotWritten() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    pass(SECOND.multipliedBy(5));
    long written = world().events();
    pass(SECOND.multipliedBy(60));

    assertThat(truth().leaving(HV1)).contains(web);
    assertThat(world().events()).isEqualTo(written);
    assertMoved(web, HV2);
  }

  @Test
  void nova977251AsManyMigrationsAsYouLikeWaitForOneThreadWithoutADeadlock() {
    world(
        "drover.host { bulk-calls = 1, control-calls = 1 }",
        "drover.admission { outbound-per-host = 0, inbound-per-host = 0 }");
    List<InstanceId> all = IntStream.range(0, 4).mapToObj(i -> boot("web-" + i, HV1)).toList();
    all.forEach(id -> move(id, HV2));

    all.forEach(id -> assertMoved(id, HV2));
  }

  @Test
  void nova1319797ARestartDoesNotCleanUpAGuestThatIsLeaving() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    crashAndRestartAfter(SECOND);
    isSilent(HV1);
    pass(MINUTE);
    allIsWellAgain();
    pass(MINUTE);

    assertThat(runsOn(web, HV1)).isTrue();
    assertThat(truth().calls(HV1, Call.DESTROY)).isZero();
    assertThat(truth().calls(HV1, Call.DISCONNECT_VOLUME)).isZero();
    assertMoved(web, HV2);
  }
}
