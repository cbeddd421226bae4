package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An operator's word while nobody can tell where a guest is. */
class ResolvingTest extends MigrationTest {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CONFIRM = Duration.ofMillis(200);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static MigrationRecord unresolved() {
    return MigrationEvents.running().after(MigrationEvents.unresolved("hv1 cannot be asked"));
  }

  /** Both hosts are about to be asked. */
  private void deciding(MigrationRecord from) {
    start(from);
    isReadmitted();
    pass(POLL);
    hv1.hasNoJob();
  }

  private void onlyDestinationSees(GuestState there) {
    hv1.seesNothing();
    hv2.sees(there);
  }

  private void bothSee(GuestState source, GuestState destination) {
    hv1.sees(source);
    hv2.sees(destination);
  }

  @Test
  void aWordIsFollowedWhenTwoLooksAfterItDoNotContradictIt() {
    deciding(unresolved());
    onlyDestinationSees(GuestState.INCOMING);
    settle();
    acknowledge(MigrationEvents.resolved("hv1"));
    onlyDestinationSees(GuestState.INCOMING);
    parentIsLeftAlone();
    pass(CONFIRM);
    onlyDestinationSees(GuestState.INCOMING);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    hv2.sees(GuestState.INCOMING);
    hv2.does(HostCall.Destroy.class);
  }

  @Test
  void aLookFromBeforeTheWordCountsForNothing() {
    deciding(unresolved());
    hv1.seesNothing();
    var stale = hv2.isAsked();
    acknowledge(MigrationEvents.resolved("hv1"));
    hv2.answers(stale, GuestState.INCOMING, null);
    onlyDestinationSees(GuestState.INCOMING);
    pass(Duration.ZERO);

    parentIsLeftAlone();
  }

  @Test
  void aWordThatWasRecordedBeforeARestartIsFollowedAfterIt() {
    deciding(unresolved().after(MigrationEvents.resolved("hv2")));
    hv1.sees(GuestState.HANDED_OVER);
    hv2.seesNothing();
    pass(CONFIRM);
    hv1.sees(GuestState.HANDED_OVER);
    hv2.seesNothing();

    decided(Outcome.AT_DESTINATION, null);
    hv1.sees(GuestState.HANDED_OVER);
    hv1.does(HostCall.Destroy.class);
  }

  @Test
  void aGuestThatStandsStillOnTheNamedHostIsLetGoOnThere() {
    deciding(unresolved().after(MigrationEvents.resolved("hv2")));
    onlyDestinationSees(GuestState.PAUSED);
    hostsAreLeftAlone();
    pass(CONFIRM);
    onlyDestinationSees(GuestState.PAUSED);
    hv2.does(HostCall.Resume.class);
    pass(LOOK);
    onlyDestinationSees(GuestState.RUNNING);
    pass(CONFIRM);
    onlyDestinationSees(GuestState.RUNNING);

    decided(Outcome.AT_DESTINATION, null);
  }

  @Test
  void aHostOnWhichTheGuestIsNotIsNotBelieved() {
    deciding(unresolved().after(MigrationEvents.resolved("hv2")));
    onlyDestinationSees(GuestState.ABSENT);
    assertThat(records(MigrationEvent.WordRefuted.class).why())
        .isEqualTo("an operator said that it runs on hv2, but it is absent there");
    for (int look = 0; look < 100; look++) {
      pass(LOOK);
      onlyDestinationSees(GuestState.ABSENT);
    }

    hostsAreLeftAlone();
    parentIsLeftAlone();
    assertThat(record.runsOn()).isNull();
    assertThat(record.unresolved()).contains("absent there");
  }

  @Test
  void evidenceThatDecidesByItselfWins() {
    deciding(unresolved().after(MigrationEvents.resolved("hv2")));
    bothSee(GuestState.RUNNING, GuestState.ABSENT);
    records(MigrationEvent.WordRefuted.class);
    pass(CONFIRM);
    bothSee(GuestState.RUNNING, GuestState.ABSENT);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    assertThat(record.fenced()).isNull();
  }

  @Test
  void ofTwoThatRunTheNamedOneStays() {
    deciding(unresolved().after(MigrationEvents.resolved("hv1")));
    bothSee(GuestState.RUNNING, GuestState.RUNNING);
    pass(CONFIRM);
    bothSee(GuestState.RUNNING, GuestState.RUNNING);

    decided(Outcome.AT_SOURCE, Reason.TRANSFER);
    hv2.sees(GuestState.RUNNING);
    hv2.does(HostCall.Destroy.class);
  }

  @Test
  void ofABrokenPostCopyTheNamedCopyStaysAsItIsAndTheOtherIsDestroyed() {
    deciding(unresolved().after(MigrationEvents.resolved("hv2")));
    bothSee(GuestState.POST_COPY_BROKEN, GuestState.POST_COPY_BROKEN);
    pass(CONFIRM);
    bothSee(GuestState.POST_COPY_BROKEN, GuestState.POST_COPY_BROKEN);

    decided(Outcome.AT_DESTINATION, null);
    hv1.sees(GuestState.POST_COPY_BROKEN);
    hv1.does(HostCall.Destroy.class);
  }

  @Test
  void aWordOfWhichOnlyTheJobWasSeenSinceIsVoid() {
    start(unresolved().after(MigrationEvents.resolved("hv2")));
    isReadmitted();
    pass(POLL);
    hv1.hasJob(POLL);

    assertThat(records(MigrationEvent.WordRefuted.class).why()).endsWith("its transfer goes on");
  }

  @Test
  void aFencedCopyOnASilentHostIsLeftOverAndDestroyedFirstWhenTheHostIsBack() {
    Leftover vifs = new Leftover(CleanUp.Kind.UNPLUG_VIFS, "hv2", "no answer");
    Leftover copy = new Leftover(CleanUp.Kind.DESTROY_FENCED_COPY, "hv2", "no answer");
    start(
        unresolved()
            .after(MigrationEvents.resolved("hv1"))
            .after(MigrationEvents.failed(Reason.DESTINATION_LOST))
            .after(MigrationEvents.ended(vifs, copy))
            .after(MigrationEvents.DELIVERED));
    pass(Duration.ofSeconds(30));
    hv2.agrees();
    records(MigrationEvent.SweepBegan.class);
    hv2.sees(GuestState.RUNNING);
    hv2.does(HostCall.Destroy.class);
    hv2.does(HostCall.UnplugVifs.class);

    assertThat(records(MigrationEvent.SweepEnded.class).remaining()).isEmpty();
  }

  @Test
  void aFencedCopyThatCannotBeSeenStaysLeftOver() {
    start(
        unresolved()
            .after(MigrationEvents.resolved("hv1"))
            .after(MigrationEvents.failed(Reason.DESTINATION_LOST)));
    isReadmitted();
    hv2.seesNothing();
    pass(LOOK);
    hv2.does(HostCall.UnplugVifs.class);
    hv2.does(HostCall.DisconnectVolumes.class);
    hv2.isReleased();
    pass(Duration.ofMinutes(10));
    hv2.seesNothing();
    slotsAreReleased();

    assertThat(records(MigrationEvent.Ended.class).leftovers())
        .extracting(Leftover::kind)
        .containsExactly(CleanUp.Kind.DESTROY_FENCED_COPY);
    assertThat(record.leftFencedCopy("hv2")).isTrue();
    assertThat(record.leftFencedCopy("hv1")).isFalse();
  }
}
