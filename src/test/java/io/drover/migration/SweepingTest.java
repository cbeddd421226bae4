package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostActor;
import io.drover.host.HostCall;
import io.drover.hypervisor.GuestState;
import io.drover.model.HostState;
import io.drover.model.Reason;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was left over, tried again until nothing is left. */
class SweepingTest extends MigrationTest {
  private static final Duration FIRST = Duration.ofSeconds(30);

  private void leftOver(Leftover... leftovers) {
    start(
        MigrationEvents.running()
            .after(MigrationEvents.failed(Reason.TRANSFER))
            .after(MigrationEvents.ended(leftovers))
            .after(MigrationEvents.DELIVERED));
  }

  @Test
  void itIsTriedAgainAfter30sOnceThatIsRecorded() {
    leftOver(MigrationEvents.VIFS_ON_HV2);
    pass(FIRST.minusMillis(1));
    hostsAreLeftAlone();
    pass(Duration.ofMillis(1));
    hv2.agrees();
    MigrationEvent began = asks(MigrationEvent.SweepBegan.class);
    hostsAreLeftAlone();
    acknowledge(began);
    hv2.does(HostCall.UnplugVifs.class);

    assertThat(records(MigrationEvent.SweepEnded.class).remaining()).isEmpty();
    parent.expectTerminated(migration);
  }

  @Test
  void eachHostIsSweptForItself() {
    leftOver(MigrationEvents.VIFS_ON_HV2, MigrationEvents.COPY_ON_HV1);
    LoggingTestKit.info("what was left over on")
        .withOccurrences(2)
        .expect(
            testKit.system(),
            () -> {
              pass(FIRST);
              hv2.agrees();
              records(MigrationEvent.SweepBegan.class);
              hv2.does(HostCall.UnplugVifs.class);
              records(MigrationEvent.SweepEnded.class);
              pass(Duration.ofMinutes(1));
              hv1.agrees();
              records(MigrationEvent.SweepBegan.class);
              hv1.sees(GuestState.PAUSED);
              hv1.does(HostCall.Destroy.class);
              records(MigrationEvent.SweepEnded.class);
              return null;
            });
    parent.expectTerminated(migration);
  }

  @Test
  void whatFailsAgainIsTriedAfterTwiceTheTime() {
    leftOver(MigrationEvents.VIFS_ON_HV2);
    pass(FIRST);
    hv2.agrees();
    records(MigrationEvent.SweepBegan.class);
    hv2.fails(HostCall.UnplugVifs.class, ProbedHost.PROCESS_FAILED);
    assertThat(records(MigrationEvent.SweepEnded.class).remaining())
        .containsExactly(new Leftover(CleanUp.Kind.UNPLUG_VIFS, "hv2", "the command failed"));
    pass(Duration.ofSeconds(59));
    hostsAreLeftAlone();
    pass(Duration.ofSeconds(1));

    hv2.agrees();
  }

  @ParameterizedTest
  @EnumSource(
      value = HostState.class,
      names = {"UNREACHABLE", "FENCED"})
  void aHostThatCannotBeWorkedWithIsTriedLater(HostState state) {
    leftOver(MigrationEvents.VIFS_ON_HV2);
    pass(FIRST);
    hv2.isChecked(state, "");
    parentIsLeftAlone();
    pass(Duration.ofMinutes(1));

    hv2.agrees();
    asks(MigrationEvent.SweepBegan.class);
  }

  @Test
  void aParentThatDoesNotAllowItIsAskedLater() {
    leftOver(MigrationEvents.VIFS_ON_HV2);
    pass(FIRST);
    hv2.agrees();
    asks(MigrationEvent.SweepBegan.class);
    migration.tell(new MigrationActor.Recorded(record));
    hostsAreLeftAlone();
    pass(Duration.ofMinutes(1));

    hv2.agrees();
    asks(MigrationEvent.SweepBegan.class);
  }

  @Test
  void aSweepThatWasUnderWayBeforeACrashIsDoneAgain() {
    start(
        MigrationEvents.running()
            .after(MigrationEvents.failed(Reason.TRANSFER))
            .after(MigrationEvents.ended(MigrationEvents.VIFS_ON_HV2))
            .after(MigrationEvents.DELIVERED)
            .after(MigrationEvents.sweepBegan("hv2")));
    hv2.does(HostCall.UnplugVifs.class);

    records(MigrationEvent.SweepEnded.class);
    parent.expectTerminated(migration);
  }

  @Test
  void aClaimThatWasLeftOverIsReleasedForThatPlacementOnly() {
    leftOver(new Leftover(CleanUp.Kind.RELEASE_CLAIM, "hv2", "no reply"));
    pass(FIRST);
    hv2.agrees();
    records(MigrationEvent.SweepBegan.class);
    HostActor.Release release = hv2.isReleased();
    assertThat(release.generation()).isEqualTo(2);

    records(MigrationEvent.SweepEnded.class);
  }
}
