package io.drover.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.LiveMigration;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Reason;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happened to migrations of CloudStack's: most of these guests were stopped for nothing. */
class CloudStackBugsTest extends FieldTest {

  @Test
  void cloudstack3720AGuestThatFindsNoRoomRunsOnWhereItIs() {
    InstanceId one = boot("web-1", HV1, 40, 0);
    InstanceId other = boot("web-2", HV3, 40, 0);
    move(one, HV2);
    move(other, HV2);
    boolean oneStays = world().atRest(one).host().equals(HV1);
    assertWellOn(HV2, oneStays ? other : one);
    MigrationView end =
        assertWellOn(oneStays ? HV1 : HV3, oneStays ? one : other).lastMigration().orElseThrow();

    assertThat(end.status()).isEqualTo(MigrationStatus.FAILED);
    assertThat(end.reason()).isEqualTo(Reason.NO_CAPACITY);
    assertThat(world().hookCalls()).containsExactlyInAnyOrder("recover", "post");
    assertThat(truth().calls(Call.SHUTDOWN) + truth().calls(Call.DESTROY)).isZero();
  }

  @Test
  void cloudstack11286ADestinationThatIsLostInThePreparationStopsNoGuest() {
    InstanceId web = boot("web-1", HV1);
    slow(Call.PLUG_VIF, HV2, SECOND.multipliedBy(5));
    move(web, HV2);
    pass(SECOND);
    isSilent(HV2);
    pass(MINUTE.multipliedBy(5));

    assertThat(world().view(web).taskState()).isEqualTo(TaskState.NONE);
    assertThat(lastMigration(web).status()).isIn(MigrationStatus.FAILED, MigrationStatus.ERROR);
    assertWellOn(HV1, web);
    assertThat(truth().calls(HV1, Call.SHUTDOWN) + truth().calls(HV1, Call.DESTROY)).isZero();
  }

  @Test
  void cloudstack12045AMoveToAHostThatIsAwayIsRefusedAndStopsNoGuest() {
    InstanceId web = boot("web-1", HV1);
    burnsDown(HV2);
    pass(MINUTE);

    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV2)), Refusal.HOST_DOWN);
    pass(MINUTE);
    assertThat(assertWellOn(HV1, web).migrations()).isEmpty();
  }

  @Test
  void cloudstack13010NoGuestIsStoppedWhileItsHostIsEmptied() {
    List<InstanceId> all = IntStream.range(0, 8).mapToObj(i -> boot("web-" + i, HV1)).toList();
    inject(CallFault.of(Call.MIGRATE, FaultKind.ERROR).on(HV1).passing(2).striking(2));
    inject(CallFault.of(Call.MIGRATE, FaultKind.LOST_ANSWER).on(HV1).passing(1).striking(1));
    inject(CallFault.of(Call.CONNECT_VOLUME, FaultKind.ERROR).on(HV3).striking(1));
    all.forEach(id -> move(id, all.indexOf(id) % 2 == 0 ? HV2 : HV3));

    assertThat(all)
        .allSatisfy(
            id ->
                assertWellOn(
                    world().atRest(id).lastMigration().orElseThrow().status()
                            == MigrationStatus.COMPLETED
                        ? lastMigration(id).destination()
                        : HV1,
                    id));
    assertThat(truth().calls(Call.SHUTDOWN)).isZero();
    assertThat(truth().calls(Call.CREATE)).isEqualTo(all.size());
  }

  @Test
  void cloudstack13010AMigrationThatRunsOutOfTimeStopsNoGuest() {
    for (int millis = 800; millis <= 1200; millis += 25) {
      world("drover.migration.completion-timeout-per-gib = " + millis + " ms");
      InstanceId web = boot("web-1", HV1);
      move(web, HV2);
      boolean moved = world().atRest(web).host().equals(HV2);
      if (moved) {
        assertMoved(web, HV2);
      } else {
        assertStayed(web, HV1, Reason.TIMEOUT);
      }
      assertThat(truth().calls(moved ? HV2 : HV1, Call.DESTROY)).isZero();
      whatDroverPromisesHasHeld();
      endUnchecked();
    }
  }

  @Test
  void cloudstack14026AGuestThatHasMovedIsNotStoppedByASecondRequestToMoveIt() {
    InstanceId web = boot("web-1", HV1);
    move(web, HV2);
    assertMoved(web, HV2);

    assertRefused(world().drover().liveMigrate(web, LiveMigration.to(HV2)), Refusal.SAME_HOST);
    pass(MINUTE);
    assertMoved(web, HV2);
  }

  @Test
  void cloudstack8748ASourceThatDiesOnTheWayDoesNotLockTheVolumesForEver() {
    InstanceId web = boot("web-1", HV1, 2, BUSY);
    moveUntilUnderWay(web, HV1, HV2);
    burnsDown(HV1);

    assertThat(world().atRest(web).vmState()).isEqualTo(VmState.STOPPED);
    assertThat(lastMigration(web).reason()).isEqualTo(Reason.SOURCE_LOST);
    assertThat(truth().volumes(HV2)).isEmpty();
    allIsWellAgain();
    pass(MINUTE);
    ended(world().drover().start(web));
    assertWellOn(HV1, web);
  }

  @Test
  void cloudstack10514AMigrationOfMemoryAloneIsReconciledToo() {
    InstanceSpec diskless = new InstanceSpec("web-1", new Flavor(1, 4 * GIB, 0), 0, 0);
    InstanceId web = ended(world().drover().boot(diskless, HV1)).id();
    inject(CallFault.of(Call.MIGRATE, FaultKind.LOST_ANSWER));
    moveUntilUnderWay(web, HV1, HV2);
    isSilent(HV1);
    world().awaitUntil("the switch-over", () -> runsOn(web, HV2));
    crashAndRestartAfter(MINUTE);
    allIsWellAgain();

    assertMoved(web, HV2);
  }
}
