package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.RebootType;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.InstanceId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.model.VmState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happened in Ganeti, XCP-ng, oVirt, Proxmox, OpenNebula and Incus. */
class PeersBugsTest extends FieldTest {

  @Test
  void ganeti354TheWayBackLeavesNoSecondCopyBehind() {
    InstanceId web = boot("web-1", HV1);
    move(web, HV2);
    assertMoved(web, HV2);
    moveUntilSwitchedOver(web, HV1);
    crashAndRestartAfter(MINUTE);

    assertMoved(web, HV1);
    assertThat(truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void xcp141AGuestThatEndsOnItsWayCanBeStartedAndMovedThere() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    inject(GuestFault.of(web, FaultKind.GUEST_CRASH));

    assertThat(world().atRest(web).vmState()).isEqualTo(VmState.STOPPED);
    assertThat(lastMigration(web).reason()).isEqualTo(Reason.GUEST_GONE);
    ended(world().drover().start(web));
    assertWellOn(HV1, web);
    move(web, HV2);
    assertMoved(web, HV2);
  }

  @Test
  void ovirtFixmeACancelThatComesBeforeTheCallBeginsIsNotForgotten() {
    InstanceId web = boot("web-1", HV1);
    slow(Call.MIGRATE, HV1, SECOND.multipliedBy(10));
    move(web, HV2);
    pass(SECOND);
    world().await(world().drover().abortMigration(web));
    pass(MINUTE);

    assertStayed(web, HV1, Reason.ABORTED);
  }

  @Test
  void ovirtEngineARestartDoesNotBeginTheDowntimeStepsAnew() {
    InstanceId web = boot("web-1", HV1, 2, GIB);
    moveUntilUnderWay(web, HV1, HV2);
    pass(MINUTE.multipliedBy(20));
    long raised = truth().calls(HV1, Call.SET_DOWNTIME);
    crashAndRestartAfter(SECOND);
    List<Long> pauses = new ArrayList<>();
    world()
        .drover()
        .listen(
            notice -> {
              if (notice instanceof Notice.MigrationProgress progress) {
                pauses.add(progress.maxDowntime().toMillis());
              }
            });
    pass(SECOND.multipliedBy(10));

    assertThat(raised).isGreaterThan(2);
    assertThat(pauses).isNotEmpty().allMatch(pause -> pause > 50);
  }

  @Test
  void ovirtPostCopyNeitherHalfOfAGuestIsResumedWhenItBreaks() {
    world("drover.migration.post-copy = true");
    InstanceId web = boot("web-1", HV1, 2, GIB);
    moveUntilUnderWay(web, HV1, HV2);
    pass(SECOND.multipliedBy(10));
    world().await(world().drover().forceCompleteMigration(web));
    pass(SECOND);
    assertThat(lastMigration(web).status()).isEqualTo(MigrationStatus.RUNNING_POST_COPY);
    inject(PartitionFault.of(HV1, HV2));
    pass(MINUTE.multipliedBy(10));

    assertThat(lastMigration(web).unresolved()).contains("its memory is spread over both hosts");
    assertThat(truth().calls(Call.RESUME) + truth().calls(Call.DESTROY)).isZero();
    assertThat(truth().runningCopies(web)).isZero();
    assertThat(truth().mostRunningCopies(web)).isEqualTo(1);

    ended(world().drover().delete(web));
    assertThat(world().view(web).vmState()).isEqualTo(VmState.DELETED);
  }

  @Test
  void proxmoxNoLockOfAMigrationOutlivesItsWorker() {
    InstanceId web = boot("web-1", HV1);
    slow(Call.PLUG_VIF, HV2, SECOND.multipliedBy(5));
    move(web, HV2);
    pass(SECOND);
    crashAndRestartAfter(MINUTE);

    assertMoved(web, HV2);
    ended(world().drover().reboot(web, RebootType.SOFT));
    assertWellOn(HV2, web);
  }

  @Test
  void opennebulaNobodyHasToSayHowAMigrationEndedThatCanBeLookedAt() {
    InstanceId moved = boot("web-1", HV1);
    InstanceId stayed = boot("web-2", HV3);
    moveUntilSwitchedOver(moved, HV2);
    hangs(Call.MIGRATE, HV3);
    move(stayed, HV2);
    pass(SECOND);
    world().crash();
    allIsWellAgain();
    pass(MINUTE);
    world().restart();

    assertMoved(moved, HV2);
    assertThat(world().atRest(stayed).vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(runsOn(stayed, world().view(stayed).host())).isTrue();
  }

  @Test
  void incusTheRecordFollowsAGuestThatMovedWhileNobodyWatched() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    world().crash();
    isSilent(HV1);
    pass(MINUTE);
    world().restart();

    assertThat(world().atRest(web).host()).isEqualTo(HV2);
    assertWellOn(HV2, web);
  }

  @Test
  void peersADestinationThatIsSilentForHalfAnHourIsWaitedFor() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    isSilent(HV2);
    pass(MINUTE.multipliedBy(30));

    MigrationView waiting = lastMigration(web);
    assertThat(waiting.status().terminal()).isFalse();
    assertThat(waiting.unresolved()).contains("hv2 cannot be asked");
    assertThat(truth().calls(HV1, Call.CREATE)).isEqualTo(1);
    allIsWellAgain();
    assertMoved(web, HV2);
  }

  @Test
  void peersALateWordThatAGuestIsGoneDoesNotStopItsSuccessor() {
    InstanceId web = boot("web-1", HV1);
    slow(Call.GUEST_INFO, HV1, SECOND.multipliedBy(2));
    for (int i = 0; i < 3; i++) {
      ended(world().drover().reboot(web, RebootType.HARD));
      move(web, i % 2 == 0 ? HV2 : HV1);
      assertMoved(web, i % 2 == 0 ? HV2 : HV1);
    }
    pass(MINUTE);

    assertWellOn(HV2, web);
  }
}
