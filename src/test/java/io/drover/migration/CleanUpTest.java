package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.drover.migration.CleanUp.Action;
import io.drover.migration.CleanUp.Kind;
import io.drover.model.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CleanUpTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final Action DESTROY_SOURCE = new Action(Kind.DESTROY_COPY, "hv1");
  private static final Action UNPLUG_SOURCE = new Action(Kind.UNPLUG_VIFS, "hv1");
  private static final Action DISCONNECT_SOURCE = new Action(Kind.DISCONNECT_VOLUMES, "hv1");
  private static final Action RELEASE_SOURCE = new Action(Kind.RELEASE_CLAIM, "hv1");
  private static final Action DESTROY_DESTINATION = new Action(Kind.DESTROY_COPY, "hv2");
  private static final Action UNPLUG_DESTINATION = new Action(Kind.UNPLUG_VIFS, "hv2");
  private static final Action DISCONNECT_DESTINATION = new Action(Kind.DISCONNECT_VOLUMES, "hv2");
  private static final Action RELEASE_DESTINATION = new Action(Kind.RELEASE_CLAIM, "hv2");

  @Test
  void aGuestThatArrivedLeavesNothingAtTheSource() {
    MigrationRecord record = MigrationEvents.running().after(MigrationEvents.completed());

    assertThat(CleanUp.actions(record, true, true))
        .containsExactly(DESTROY_SOURCE, UNPLUG_SOURCE, DISCONNECT_SOURCE, RELEASE_SOURCE);
    assertThat(CleanUp.actions(record, false, false))
        .containsExactly(DESTROY_SOURCE, RELEASE_SOURCE);
  }

  @Test
  void aGuestForWhichNothingWasMadeWhereItArrivedIsGivenItThere() {
    MigrationRecord late =
        MigrationEvents.preparing()
            .after(new MigrationEvent.TransferBegan(MigrationEvents.ID, null, NOW, NOW, false))
            .after(MigrationEvents.completed());

    assertThat(CleanUp.actions(late, true, true))
        .startsWith(
            new Action(Kind.CONNECT_VOLUMES, "hv2"),
            new Action(Kind.PLUG_VIFS, "hv2"),
            DESTROY_SOURCE);
  }

  @Test
  void whatWasBegunForAGuestThatStaysIsUndoneInReverse() {
    MigrationRecord record =
        MigrationEvents.running().after(MigrationEvents.failed(Reason.TRANSFER));

    assertThat(CleanUp.actions(record, true, true))
        .containsExactly(
            DESTROY_DESTINATION, UNPLUG_DESTINATION, DISCONNECT_DESTINATION, RELEASE_DESTINATION);
  }

  @Test
  void onlyACopyThatWasSaidToBeFencedIsDestroyedEvenIfItRuns() {
    MigrationRecord unresolved = MigrationEvents.running().after(MigrationEvents.unresolved("x"));
    MigrationRecord there = unresolved.after(MigrationEvents.resolved("hv2"));
    Action fencedSource = new Action(Kind.DESTROY_FENCED_COPY, "hv1");
    Action fencedDestination = new Action(Kind.DESTROY_FENCED_COPY, "hv2");

    assertThat(CleanUp.actions(there.after(MigrationEvents.completed()), true, true))
        .containsExactly(fencedSource, UNPLUG_SOURCE, DISCONNECT_SOURCE, RELEASE_SOURCE);
    assertThat(
            CleanUp.actions(
                unresolved
                    .after(MigrationEvents.resolved("hv1"))
                    .after(MigrationEvents.failed(Reason.TRANSFER)),
                true,
                true))
        .startsWith(fencedDestination);
    assertThat(CleanUp.actions(there.after(MigrationEvents.failed(Reason.TRANSFER)), true, true))
        .startsWith(DESTROY_DESTINATION);
    assertThat(CleanUp.actions(there.after(MigrationEvents.gone(Reason.GUEST_GONE)), true, true))
        .doesNotContain(fencedSource, fencedDestination);
  }

  @Test
  void aCopyOnAFencedHostIsDestroyedEvenIfItRuns() {
    Action fencedSource = new Action(Kind.DESTROY_FENCED_COPY, "hv1");
    Action fencedDestination = new Action(Kind.DESTROY_FENCED_COPY, "hv2");

    assertThat(CleanUp.actions(fenced(Outcome.AT_DESTINATION, "hv1"), true, true))
        .containsExactly(fencedSource, UNPLUG_SOURCE, DISCONNECT_SOURCE, RELEASE_SOURCE);
    assertThat(CleanUp.actions(fenced(Outcome.AT_SOURCE, "hv2"), true, true))
        .startsWith(fencedDestination);
    assertThat(CleanUp.actions(fenced(Outcome.GONE, "hv2"), true, true))
        .startsWith(fencedDestination)
        .contains(DESTROY_SOURCE);
  }

  private static MigrationRecord fenced(Outcome outcome, String host) {
    return MigrationEvents.running()
        .after(new MigrationEvent.Decided(MigrationEvents.ID, outcome, null, host, false, NOW));
  }

  @Test
  void whatWasNotBegunIsNotUndone() {
    MigrationRecord queued = MigrationEvents.queued().after(MigrationEvents.failed(Reason.ABORTED));
    MigrationRecord claimed =
        MigrationEvents.preparing(Step.CLAIM).after(MigrationEvents.failed(Reason.VOLUME));
    MigrationRecord connected =
        MigrationEvents.preparing(Step.CLAIM, Step.VOLUMES)
            .after(MigrationEvents.failed(Reason.VIF_PLUG));

    assertThat(CleanUp.actions(queued, true, true)).isEmpty();
    assertThat(CleanUp.actions(claimed, true, true)).containsExactly(RELEASE_DESTINATION);
    assertThat(CleanUp.actions(connected, true, true))
        .containsExactly(DISCONNECT_DESTINATION, RELEASE_DESTINATION);
  }

  @Test
  void aGuestThatIsGoneLeavesNothingNotEvenItsRemainsButItsClaimAtTheSource() {
    MigrationRecord record =
        MigrationEvents.running().after(MigrationEvents.gone(Reason.GUEST_GONE));

    assertThat(CleanUp.actions(record, true, true))
        .containsExactly(
            DESTROY_DESTINATION,
            UNPLUG_DESTINATION,
            DISCONNECT_DESTINATION,
            RELEASE_DESTINATION,
            DESTROY_SOURCE,
            UNPLUG_SOURCE,
            DISCONNECT_SOURCE);
  }

  @Test
  void nothingIsCleanedUpBeforeItIsDecided() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CleanUp.actions(MigrationEvents.running(), true, true));
  }

  @Test
  void whatIsLeftOverIsWhatRemainsToBeDone() {
    assertThat(MigrationEvents.VIFS_ON_HV2.action()).isEqualTo(UNPLUG_DESTINATION);
  }

  @Test
  void whatIsLeftOverIsASentence() {
    assertThat(MigrationEvents.VIFS_ON_HV2.sentence())
        .isEqualTo("could not unplug the VIFs on hv2: the command hung");
  }
}
