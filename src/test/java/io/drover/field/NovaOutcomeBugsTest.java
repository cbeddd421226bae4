package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Migration;
import io.drover.RebootType;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.HostPair;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nova's migrations that came to a wrong end, or to none, or told another than they had. */
class NovaOutcomeBugsTest extends FieldTest {

  @Test
  void nova1414065AnErrorOfTheMigrateCallIsNotTakenForARollback() {
    InstanceId web = boot("web-1", HV1);
    inject(CallFault.of(Call.MIGRATE, FaultKind.LOST_ANSWER));
    move(web, HV2);

    assertMoved(web, HV2);
  }

  @Test
  void nova1905944TheMonitorDiesAndTheGuestIsNotStartedTwice() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    crashAndRestartAfter(MINUTE);
    assertMoved(web, HV2);
    ended(world().drover().reboot(web, RebootType.HARD));

    assertWellOn(HV2, web);
    assertThat(truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void nova1628606AFailureAfterTheSwitchOverDoesNotPutTheInstanceBack() {
    InstanceId web = boot("web-1", HV1);
    moveUntilSwitchedOver(web, HV2);
    fails(Call.ANY, HV1);
    assertWellOn(HV2, web);
    ended(world().drover().reboot(web, RebootType.HARD));

    assertWellOn(HV2, web);
    assertThat(truth().guests(HV1)).isEmpty();
  }

  @Test
  void nova1843639AVolumeThatCannotBeDisconnectedHoldsUpNothingElse() {
    assertThat(endWithoutCleanUpBy(Call.DISCONNECT_VOLUME).leftovers())
        .singleElement()
        .asString()
        .contains("disconnect the volumes on hv1");
  }

  @Test
  void nova1879787ANetworkThatDoesNotAnswerAfterTheSwitchOverHoldsUpNothingElse() {
    assertThat(endWithoutCleanUpBy(Call.UNPLUG_VIF).leftovers())
        .singleElement()
        .asString()
        .contains("unplug the VIFs on hv1");
  }

  @Test
  void nova1662626ADriverThatCannotCleanUpHoldsUpNothingElse() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.DESTROY, HV1);
    move(web, HV2);

    assertThat(assertMoved(web, HV2).leftovers()).isEmpty();
  }

  /** Moves a guest while these calls fail at the source, until they are given up there. */
  private MigrationView endWithoutCleanUpBy(Call call) {
    InstanceId web = boot("web-1", HV1);
    fails(call, HV1);
    move(web, HV2);
    InstanceView view = assertWellOn(HV2, web);

    MigrationView end = view.lastMigration().orElseThrow();
    assertThat(end.status()).isEqualTo(MigrationStatus.ERROR);
    assertThat(end.hookState()).isEqualTo(HookState.DELIVERED);
    assertThat(world().hookCalls()).containsExactly("post");
    return end;
  }

  @Test
  void nova2000069APostHookThatFailsForGoodLeavesNoBusyInstance() {
    InstanceId web = boot("web-1", HV1);
    inject(CallFault.of(Call.POST_HOOK, FaultKind.ERROR));
    move(web, HV2);

    assertThat(assertMoved(web, HV2).hookState()).isEqualTo(HookState.GIVEN_UP);
    move(web, HV3);
    assertMoved(web, HV3);
  }

  @Test
  void nova1788014AGuestThatIsPausedForItsSwitchOverHasNotMovedYet() {
    InstanceId web = boot("web-1", HV1);
    inject(new PartitionFault(null, new HostPair(HV1, HV2), MigrationPhase.SWITCH_OVER));
    move(web, HV2);

    assertStayed(web, HV1, Reason.TRANSFER);
    assertThat(truth().vifs(HV1)).containsKey(web);
    assertThat(truth().calls(HV1, Call.UNPLUG_VIF)).isZero();
  }

  @Test
  void nova1644248AMigrationThatGoesOnForLongIsNotAbortedForItsProgress() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    Duration before = world().timeline().elapsed();
    move(web, HV2);

    assertMoved(web, HV2);
    Duration took = world().timeline().elapsed().minus(before);
    assertThat(took).as("Nova's progress timeout").isGreaterThan(Duration.ofSeconds(150));
  }

  @Test
  void nova20a9f9d740TheErrorOfTheMigrateCallIsNotSwallowed() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.MIGRATE, HV1);
    try (CapturedLog log = CapturedLog.ofAll()) {
      move(web, HV2);

      assertStayed(web, HV1, Reason.TRANSFER);
      assertThat(log.warnings()).anyMatch(line -> line.contains("injected fault"));
    }
  }

  @Test
  void nova1685340NobodyIsToldOfASuccessThatWasNone() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.MIGRATE, HV1);
    List<MigrationStatus> told = new ArrayList<>();
    world()
        .drover()
        .listen(
            notice -> {
              if (notice instanceof Notice.MigrationChanged changed
                  && changed.status().terminal()) {
                told.add(changed.status());
              }
            });
    Migration migration = world().migrate(web, HV2);

    assertThat(world().await(migration.ended()).status()).isEqualTo(MigrationStatus.FAILED);
    assertThat(told).containsExactly(MigrationStatus.FAILED);
    assertStayed(web, HV1, Reason.TRANSFER);
  }
}
