package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.hypervisor.simulated.Call;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nova's migrations that undid too much, too little, or what belonged to somebody else. */
class NovaRollbackBugsTest extends FieldTest {

  @Test
  void nova2044235ACheckThatFailsLeavesAHealthyGuestAsItWas() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.COMPARE, HV2);
    move(web, HV2);

    assertStayed(web, HV1, Reason.PREPARE);
    assertThat(truth().calls(HV1, Call.MIGRATE)).isZero();
    allIsWellAgain();
    move(web, HV2);
    assertMoved(web, HV2);
  }

  @Test
  void nova1848343ADeletionEndsTheMigrationFirstAndTakesNothingAgainForTheDead() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);

    assertThat(ended(world().drover().delete(web)).vmState()).isEqualTo(VmState.DELETED);
    assertThat(lastMigration(web).reason()).isEqualTo(Reason.DELETED);
    assertThat(truth().calls(HV1, Call.ABORT)).isPositive();
    assertThat(world().host(HV1).claims()).isEmpty();
    assertThat(world().host(HV2).claims()).isEmpty();
  }

  @Test
  void nova1949808AnAbortInTheQueueLeavesNothingBehind() {
    InstanceId first = boot("web-1", HV1);
    InstanceId second = boot("web-2", HV1);
    moveUntilUnderWay(first, HV1, HV2);
    move(second, HV2);
    world().await(world().drover().abortMigration(second));

    assertStayed(second, HV1, Reason.ABORTED);
    assertThat(world().host(HV2).claims()).containsExactly(first);
    assertMoved(first, HV2);
    assertThat(truth().calls(HV2, Call.PLUG_VIF)).isEqualTo(1);
  }

  @Test
  void nova1712411ADestinationThatIsFullKeepsNoClaimOfWhoWasRefused() {
    InstanceId there = boot("there", HV2, 40, 0);
    InstanceId web = boot("web-1", HV1, 40, 0);

    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV2)), Refusal.NO_CAPACITY);
    assertThat(world().host(HV2).claims()).containsExactly(there);
    assertThat(assertWellOn(HV1, web).migrations()).isEmpty();
  }

  @Test
  void nova1715182ARollbackGivesTheClaimAtTheDestinationBack() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.PLUG_VIF, HV2);
    move(web, HV2);

    assertStayed(web, HV1, Reason.VIF_PLUG);
    assertThat(world().host(HV1).claims()).containsExactly(web);
    assertThat(world().host(HV2).claims()).isEmpty();
  }

  @Test
  void nova1714237ASuccessGivesTheClaimAtTheSourceBack() {
    InstanceId web = boot("web-1", HV1);
    move(web, HV2);

    assertMoved(web, HV2);
    assertThat(world().host(HV1).claims()).isEmpty();
    assertThat(world().host(HV2).claims()).containsExactly(web);
  }

  @Test
  void nova1899835WhatFailsInItsPreparationUndoesOnlyWhatWasDone() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.CONNECT_VOLUME, HV2);
    move(web, HV2);

    assertStayed(web, HV1, Reason.VOLUME);
    assertThat(truth().vifs(HV1)).containsKey(web);
    assertThat(truth().volumes(HV1)).containsKey(web);
    assertThat(truth().calls(HV1, Call.DISCONNECT_VOLUME)).isZero();
    assertThat(truth().calls(HV1, Call.UNPLUG_VIF)).isZero();
    assertThat(truth().calls(HV2, Call.UNPLUG_VIF)).isZero();
    assertThat(truth().calls(HV2, Call.DESTROY)).isZero();
  }

  @Test
  void nova1821755TwoThatMoveAtOnceDoNotBothGetTheLastPlace() {
    InstanceId one = boot("web-1", HV1, 40, 0);
    InstanceId other = boot("web-2", HV3, 40, 0);
    move(one, HV2);
    move(other, HV2);

    assertThat(Stream.of(one, other).map(id -> world().atRest(id).host())).containsOnlyOnce(HV2);
    assertThat(Stream.of(one, other).map(id -> lastMigration(id).status()))
        .containsExactlyInAnyOrder(MigrationStatus.COMPLETED, MigrationStatus.FAILED);
    assertThat(world().host(HV2).claims()).hasSize(1);
  }

  @Test
  void nova1470420WhatAFailedMigrationLeftBehindGoesThoughTheInstanceIsDeleted() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.MIGRATE, HV1);
    fails(Call.DISCONNECT_VOLUME, HV2);
    move(web, HV2);
    assertThat(world().atRest(web).host()).isEqualTo(HV1);
    assertThat(lastMigration(web).status()).isEqualTo(MigrationStatus.ERROR);
    ended(world().drover().delete(web));
    assertThat(truth().volumes(HV2)).containsKey(web);

    allIsWellAgain();
    pass(MINUTE.multipliedBy(60));
    assertThat(truth().volumes(HV2)).isEmpty();
  }

  @Test
  void nova1488435AVifThatCannotBeUnpluggedKeepsNoVolumeConnected() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.MIGRATE, HV1);
    fails(Call.UNPLUG_VIF, HV2);
    move(web, HV2);

    assertWellOn(HV1, web);
    assertThat(lastMigration(web).leftovers())
        .singleElement()
        .asString()
        .contains("unplug the VIFs on hv2");
    assertThat(truth().volumes(HV2)).isEmpty();
    assertThat(world().host(HV2).claims()).doesNotContain(web);
  }

  @Test
  void nova2153425WhatIsClaimedIsWhatTheInstanceWasBootedWith() {
    InstanceId web = boot("web-1", HV1, 8, 0);
    slow(Call.PLUG_VIF, HV2, SECOND.multipliedBy(5));
    move(web, HV2);
    pass(SECOND);

    Flavor flavor = world().view(web).spec().flavor();
    assertThat(List.of(world().host(HV1).claimed(), world().host(HV2).claimed()))
        .containsExactly(flavor, flavor);
    assertMoved(web, HV2);
  }
}
