package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happened to migrations of KubeVirt's. */
class KubeVirtBugsTest extends FieldTest {

  @Test
  void kubevirt13112TheSourceDiesRightAfterSuccess() {
    InstanceId web = boot("web-1", HV1);
    moveUntilSwitchedOver(web, HV2);
    burnsDown(HV1);

    assertMoved(web, HV2);
    assertThat(world().hookCalls()).containsExactly("post");
    assertThat(truth().calls(HV2, Call.DESTROY)).isZero();
  }

  @Test
  void kubevirt18763ARestartThatSeesNoGuestAtFirstDoesNotEndTheOneThatWasMoved() {
    InstanceId web = boot("web-1", HV1);
    move(web, HV2);
    assertMoved(web, HV2);
    world().crash();
    fails(Call.GUEST_INFO, HV2);
    world().restart();
    pass(MINUTE);

    assertWellOn(HV2, web);
    allIsWellAgain();
    pass(MINUTE);
    assertMoved(web, HV2);
    assertThat(truth().calls(HV2, Call.DESTROY)).isZero();
  }

  @Test
  void kubevirt18765ARestartBeforeTheTargetAnswersAgainBelievesNothing() {
    InstanceId web = boot("web-1", HV1);
    moveUntilSwitchedOver(web, HV2);
    isSilent(HV2);
    crashAndRestartAfter(SECOND);
    pass(MINUTE);

    assertThat(lastMigration(web).status().terminal()).isFalse();
    allIsWellAgain();
    assertMoved(web, HV2);
    assertThat(truth().calls(HV2, Call.DESTROY)).isZero();
  }

  @Test
  void kubevirt17203AHandOverThatFailsForGoodDoesNotKeepAMigrationRunning() {
    InstanceId web = boot("web-1", HV1);
    hangs(Call.DISCONNECT_VOLUME, HV1);
    move(web, HV2);
    pass(MINUTE.multipliedBy(3));

    assertThat(lastMigration(web).status()).isEqualTo(MigrationStatus.ERROR);
    assertThat(lastMigration(web).leftovers()).singleElement().asString().contains("hv1");
    assertWellOn(HV2, web);
  }

  @Test
  void kubevirt18631EventsThatAreLostAtTheEndOfTheSourceAreNotMissed() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);
    world().crash();
    world().awaitUntil("the switch-over", () -> runsOn(web, HV2));
    pass(MINUTE);
    world().restart();

    assertMoved(web, HV2);
  }

  @Test
  void kubevirt15373TwoCopiesThatRunAreShownAndTouchedByNobody() {
    InstanceId web = boot("web-1", HV1);
    InstanceSpec spec = world().view(web).spec();
    moveUntilUnderWay(web, HV1, HV2);
    world().crash();
    inject(PartitionFault.of(HV1, HV2));
    pass(SECOND);
    Hypervisor stranger = world().fleet().connect(HV2).hypervisor();
    world().await(stranger.create(new DomainTemplate(web, spec, List.of(), List.of())));
    pass(SECOND.multipliedBy(10));
    long destroyed = truth().calls(Call.DESTROY);
    world().restart();
    pass(MINUTE);

    assertThat(lastMigration(web).unresolved()).isEqualTo("it runs on hv1 and on hv2");
    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV3)), Refusal.CONFLICT);
    assertThat(truth().calls(Call.DESTROY)).isEqualTo(destroyed);
    assertThat(runsOn(web, HV1) && runsOn(web, HV2)).isTrue();
    world().await(stranger.destroy(web));
    assertStayed(web, HV1, Reason.TRANSFER);
    endUnchecked();
  }

  @Test
  void kubevirt15711TheSourceDoesNotRunOnAfterASuccess() {
    InstanceId web = boot("web-1", HV1);
    fails(Call.DESTROY, HV1);
    move(web, HV2);
    assertMoved(web, HV2);
    crashAndRestartAfter(SECOND);
    pass(MINUTE);

    assertMoved(web, HV2);
    assertThat(truth().mostRunningCopies(web)).isEqualTo(1);
  }

  @Test
  void kubevirt16622ManyThatLeaveOneHostAtOnceRunOnceEach() {
    world("drover.admission { outbound-per-host = 0, inbound-per-host = 0 }");
    List<InstanceId> all = IntStream.range(0, 12).mapToObj(i -> boot("web-" + i, HV1)).toList();
    all.forEach(id -> move(id, HV2));
    pass(SECOND.multipliedBy(5));
    crashAndRestartAfter(SECOND);

    all.forEach(world()::atRest);
    assertThat(all).allMatch(id -> truth().mostRunningCopies(id) == 1);
    assertThat(all).allMatch(id -> world().view(id).vmState() == VmState.ACTIVE);
  }

  @Test
  void kubevirt2228ACancelBeforeTheTransferEndsTheMigration() {
    InstanceId web = boot("web-1", HV1);
    slow(Call.PLUG_VIF, HV2, SECOND.multipliedBy(5));
    move(web, HV2);
    pass(SECOND);
    world().await(world().drover().abortMigration(web));

    assertStayed(web, HV1, Reason.ABORTED);
    assertThat(truth().calls(HV1, Call.MIGRATE)).isZero();
  }

  @Test
  void kubevirt7599ACancelEndsAMigrationWhoseTargetNeverComesUp() {
    InstanceId web = boot("web-1", HV1);
    hangs(Call.CONNECT_VOLUME, HV2);
    move(web, HV2);
    pass(SECOND);
    world().await(world().drover().abortMigration(web));
    pass(MINUTE.multipliedBy(3));

    assertThat(lastMigration(web).status().terminal()).isTrue();
    assertThat(lastMigration(web).reason()).isEqualTo(Reason.ABORTED);
    assertThat(truth().calls(HV1, Call.MIGRATE)).isZero();
    assertWellOn(HV1, web);
  }

  @Test
  void kubevirt4542ASecondMigrationOfAGuestOnItsWayIsRefused() {
    InstanceId web = boot("web-1", HV1);
    moveUntilUnderWay(web, HV1, HV2);

    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV3)), Refusal.CONFLICT);
    assertThat(assertMoved(web, HV2)).isEqualTo(world().view(web).migrations().get(0));
    assertThat(truth().calls(HV1, Call.MIGRATE)).isEqualTo(1);
  }
}
