package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.CallResult;
import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is released once it is known where the guest is. */
class CleaningTest extends MigrationTest {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private Set<String> sharing = Set.of("hv1", "hv2");
  private Set<String> making = Set.of("hv1", "hv2");

  @Override
  protected Set<String> sharingStorage() {
    return sharing;
  }

  @Override
  protected Set<String> makingLocalDisks() {
    return making;
  }

  private void completed() {
    start(MigrationEvents.running().after(MigrationEvents.completed()));
    isReadmitted();
  }

  private void failed() {
    start(MigrationEvents.running().after(MigrationEvents.failed(Reason.TRANSFER)));
    isReadmitted();
  }

  private MigrationStatus end() {
    endsWithNothingToUndo();
    hostsAreLeftAlone();
    return record.status();
  }

  @Test
  void theSourceOfAGuestThatArrivedIsCleanedThenTheSlotsGivenBackThenItEnds() {
    completed();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    HostActor.Release release = hv1.isReleased();
    assertThat(release.generation()).as("the placement it left").isEqualTo(1);
    parentIsLeftAlone();

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
    hv2.isLeftAlone();
  }

  @Test
  void whatIsOnAFencedHostIsLeftOverAtOnce() {
    start(
        MigrationEvents.running()
            .after(
                new MigrationEvent.Decided(
                    MigrationEvents.ID,
                    Outcome.AT_DESTINATION,
                    null,
                    "hv1",
                    false,
                    MigrationEvents.NOW)));
    isReadmitted();
    hv1.isFenced();
    hv1.isFenced(HostCall.UnplugVifs.class);
    hv1.isFenced(HostCall.DisconnectVolumes.class);
    hv1.isReleased();

    slotsAreReleased();
    MigrationEvent.Ended ended = records(MigrationEvent.Ended.class);
    assertThat(ended.leftovers())
        .extracting(Leftover::kind)
        .containsExactly(
            CleanUp.Kind.DESTROY_FENCED_COPY,
            CleanUp.Kind.UNPLUG_VIFS,
            CleanUp.Kind.DISCONNECT_VOLUMES);
  }

  private void givenUpBeforeItsCallReturned() {
    start(
        MigrationEvents.running()
            .after(
                new MigrationEvent.Decided(
                    MigrationEvents.ID,
                    Outcome.AT_SOURCE,
                    Reason.TIMEOUT,
                    null,
                    true,
                    MigrationEvents.NOW)));
    isReadmitted();
  }

  @Test
  void aGuestThatCameAfterItsMigrationWasGivenUpKeepsWhatItHolds() {
    givenUpBeforeItsCallReturned();
    hv2.sees(GuestState.RUNNING);
    hv2.sees(GuestState.RUNNING);
    hv2.sees(GuestState.RUNNING);
    hv2.isReleased();

    slotsAreReleased();
    assertThat(records(MigrationEvent.Ended.class).leftovers())
        .extracting(Leftover::kind)
        .containsExactly(CleanUp.Kind.UNPLUG_VIFS, CleanUp.Kind.DISCONNECT_VOLUMES);
    hv2.isLeftAlone();
  }

  @Test
  void whatWasMadeForOneThatMayComeYetIsReleasedAsLongAsItIsNotThere() {
    givenUpBeforeItsCallReturned();
    hv2.sees(GuestState.ABSENT);
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void theDiskOfAGuestThatCameLateIsNotMade() {
    start(
        MigrationEvents.preparing()
            .after(MigrationEvents.TRANSFER_BEGAN)
            .after(MigrationEvents.completed()));
    isReadmitted();

    assertThat(hv2.does(HostCall.ConnectVolumes.class).ifMissing()).isEqualTo(IfMissing.FAIL);
  }

  @Test
  void aDiskThatWasCopiedAwayFromSharedStorageIsDisconnectedWhereItWas() {
    sharing = Set.of("hv1");
    completed();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    assertThat(hv1.does(HostCall.DisconnectVolumes.class).volumes()).hasSize(1);
    hv1.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void aDiskThatWasCopiedToSharedStorageHasNothingToDisconnectWhereItWas() {
    sharing = Set.of("hv2");
    making = Set.of();
    completed();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void theCopyOfALocalDiskIsRemovedWhereTheGuestWas() {
    sharing = Set.of();
    start(MigrationEvents.copyingDisks().after(MigrationEvents.completed()));
    isReadmitted();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    assertThat(hv1.does(HostCall.RemoveCopies.class).volumes())
        .singleElement()
        .matches(Volume::local);
    hv1.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
    hv2.isLeftAlone();
  }

  @Test
  void theUnfinishedCopyOfALocalDiskIsRemovedWhereTheGuestDidNotArrive() {
    sharing = Set.of();
    start(MigrationEvents.copyingDisks().after(MigrationEvents.failed(Reason.TRANSFER)));
    isReadmitted();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.RemoveCopies.class);
    hv2.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
    hv1.isLeftAlone();
  }

  @Test
  void theLocalDiskOfAGuestThatIsGoneStaysWhereTheGuestWasLast() {
    sharing = Set.of();
    start(MigrationEvents.copyingDisks().after(MigrationEvents.gone(Reason.GUEST_GONE)));
    isReadmitted();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.RemoveCopies.class);
    hv2.isReleased();
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void theRemainsOfAGuestThatIsGoneAreEnded() {
    start(MigrationEvents.running().after(MigrationEvents.gone(Reason.GUEST_GONE)));
    isReadmitted();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();
    hv1.sees(GuestState.CRASHED);
    hv1.does(HostCall.Destroy.class);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void theDestinationOfAGuestThatStayedIsCleanedInReverse() {
    failed();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.does(HostCall.DisconnectVolumes.class);
    assertThat(hv2.isReleased().generation()).isEqualTo(2);

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
    hv1.isLeftAlone();
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestState.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ABSENT", "RUNNING"})
  void aCopyThatDoesNotRunIsEnded(GuestState state) {
    failed();
    hv2.sees(state);

    assertThat(hv2.does(HostCall.Destroy.class).instance()).isEqualTo(MigrationEvents.INSTANCE);
  }

  @Test
  void aCopyThatRunsIsNeverEnded() {
    completed();
    hv1.sees(GuestState.RUNNING);

    hv1.does(HostCall.UnplugVifs.class);
  }

  @Test
  void aCopyAtADestinationThatCannotBeAskedIsEndedByItsPeer() {
    failed();
    hv2.seesNothing();

    hv2.does(HostCall.UnplugVifs.class);
  }

  @Test
  void whatIsGoneAnywayNeedNoRelease() {
    failed();
    hv2.isOff();
    hv2.fails(
        HostCall.UnplugVifs.class, CallResult.notDone(CallResult.Failure.HOST_DOWN, "it is off"));
    hv2.fails(
        HostCall.DisconnectVolumes.class,
        CallResult.notDone(CallResult.Failure.NOT_FOUND, "no such volume"));
    hv2.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void whatFailsIsTriedAgainASecondLaterAndHoldsUpNothingElse() {
    failed();
    hv2.sees(GuestState.ABSENT);
    hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
    hostsAreLeftAlone();
    pass(AGAIN);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();
    hv2.does(HostCall.UnplugVifs.class);

    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void whatStillFailsAfter60sIsNamedAndTheMigrationEnds() {
    failed();
    hv2.sees(GuestState.ABSENT);
    hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
    pass(AGAIN);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();
    hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
    for (int again = 2; again < 60; again++) {
      pass(AGAIN);
      hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
    }
    LoggingTestKit.warn("left over: could not unplug the VIFs on hv2: the command failed")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              pass(AGAIN);
              hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
              slotsAreReleased();
              return null;
            });

    assertThat(records(MigrationEvent.Ended.class).leftovers())
        .containsExactly(new Leftover(CleanUp.Kind.UNPLUG_VIFS, "hv2", "the command failed"));
    assertThat(record.status()).isEqualTo(MigrationStatus.ERROR);
  }

  @Test
  void aCopyAtASourceThatCannotBeAskedIsLookedForAgain() {
    completed();
    hv1.seesNothing();
    pass(AGAIN);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    hv1.isReleased();
    hv1.sees(GuestState.ABSENT);

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void aCleanUpThatIsTakenUpAfterACrashIsDoneAgainFromItsBeginning() {
    failed();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.isTold(HostCall.DisconnectVolumes.class);
    testKit.stop(migration);

    failed();
    hv2.sees(GuestState.ABSENT);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();
    assertThat(end()).isEqualTo(MigrationStatus.FAILED);
  }

  @Test
  void aWishToStopThatComesTooLateChangesNothing() {
    completed();
    migration.tell(new MigrationActor.Recorded(record));
    hv1.sees(GuestState.ABSENT);
    hv1.does(HostCall.UnplugVifs.class);
    hv1.does(HostCall.DisconnectVolumes.class);
    hv1.isReleased();

    assertThat(end()).isEqualTo(MigrationStatus.COMPLETED);
  }
}
