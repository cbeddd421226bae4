package io.drover.host;

import io.drover.hypervisor.HypervisorException;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls that take effect when nobody waits for them any more. */
@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateAttachmentsTest {
  private static final InstanceId ID = HostHarness.id("web-1");
  private static final List<Vif> VIFS = List.of(new Vif(ID, 0));
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration SYNC = Duration.ofSeconds(30);

  @JUnit5TestKit
  public final ActorTestKit kit =
      new JUnit5TestKitBuilder().withCustomConfig(ManualClock.config()).build();

  /** Plugs, and gives up waiting. */
  private static FakeHypervisor.Asked plugThatIsGivenUp(HostHarness host) {
    host.perform(new HostCall.PlugVifs(ID, VIFS));
    FakeHypervisor.Asked plug = host.hypervisor.next("plug");
    host.pass(TIMEOUT);
    return plug;
  }

  /** Something is claimed, and what it has was plugged anew since the unplugging was given up. */
  private static FakeHypervisor.Asked unplugThatIsGivenUpBeforeAPlug(HostHarness host) {
    host.claim(ID, 1, Flavor.NONE);
    host.perform(new HostCall.UnplugVifs(ID, VIFS));
    FakeHypervisor.Asked unplug = host.hypervisor.next("unplug");
    host.pass(TIMEOUT);
    host.perform(new HostCall.PlugVifs(ID, VIFS));
    host.hypervisor.next("plug").done();
    host.describe();
    return unplug;
  }

  @Test
  void whatComesLateIsUndoneWhenNothingIsClaimed() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      FakeHypervisor.Asked plug = plugThatIsGivenUp(host);
      LoggingTestKit.warn("instance web-1: on hv1 a call took effect after it had been given up")
          .expect(
              kit.system(),
              () -> {
                plug.done();
                host.hypervisor.next("unplug").done();
                return host.describe();
              });
    }
  }

  @Test
  void whatIsClaimedIsUndoneOnceItIsReleased() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.claim(ID, 1, Flavor.NONE);
      plugThatIsGivenUp(host).done();
      host.describe();
      host.assertNothingAsked();

      host.release(ID, 1);

      host.hypervisor.next("unplug").done();
    }
  }

  @Test
  void aCallThatCertainlyDidNothingLeavesNothingToUndo() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      plugThatIsGivenUp(host).fails(HypervisorException.Kind.NOT_SUPPORTED, "no such bridge");

      host.describe();
      host.assertNothingAsked();
    }
  }

  /** Its answer was lost with the host, and the command went on there. */
  @Test
  void whatMayComeAfterItsHostWasLostIsUndoneUntilItCanComeNoMore() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 8 s")) {
      host.perform(new HostCall.PlugVifs(ID, VIFS));
      host.hypervisor.next("plug").fails(HypervisorException.Kind.UNREACHABLE, "no route");
      host.nextState();
      host.pass(Duration.ofSeconds(2));
      host.comesUp();
      host.perform(new HostCall.UnplugVifs(ID, VIFS));
      host.hypervisor.next("unplug").done();
      host.describe();

      for (int sync = 0; sync < 3; sync++) {
        host.pass(Duration.ofSeconds(8));
        host.hypervisor.next("unplug").done();
        host.hypervisor.next("list").returns(List.of());
        host.describe();
      }
      host.pass(Duration.ofSeconds(8));
      host.hypervisor.next("list").returns(List.of());
      host.assertNothingAsked();
    }
  }

  @Test
  void whatCameAfterItsHostWasLostIsTheInstancesOwnWhileSomethingIsClaimed() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 30 s")) {
      host.claim(ID, 1, Flavor.NONE);
      host.perform(new HostCall.PlugVifs(ID, VIFS));
      host.hypervisor.next("plug").fails(HypervisorException.Kind.UNREACHABLE, "no route");
      host.nextState();
      host.pass(Duration.ofSeconds(2));
      host.comesUp();
      host.perform(new HostCall.PlugVifs(ID, VIFS));
      host.hypervisor.next("plug").done();
      host.pass(SYNC);
      host.hypervisor.next("list").returns(List.of());
      host.describe();

      host.release(ID, 1);

      host.assertNothingAsked();
    }
  }

  @Test
  void whatIsPluggedAnewIsNobodysLeftover() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.claim(ID, 1, Flavor.NONE);
      plugThatIsGivenUp(host).done();
      host.describe();
      host.perform(new HostCall.PlugVifs(ID, VIFS));
      host.hypervisor.next("plug").done();
      host.describe();

      host.release(ID, 1);

      host.assertNothingAsked();
    }
  }

  @Test
  void whatWasAskedToBeDetachedSinceIsUndoneWhateverIsClaimed() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      host.claim(ID, 1, Flavor.NONE);
      FakeHypervisor.Asked plug = plugThatIsGivenUp(host);
      host.perform(new HostCall.UnplugVifs(ID, VIFS));
      host.hypervisor.next("unplug").done();
      host.describe();

      plug.done();

      host.hypervisor.next("unplug").done();
    }
  }

  @Test
  void whatIsDetachedLateIsAttachedAgainIfItIsWanted() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      FakeHypervisor.Asked unplug = unplugThatIsGivenUpBeforeAPlug(host);

      unplug.done();

      host.hypervisor.next("plug").done();
      host.describe();
      host.assertNothingAsked();
    }
  }

  @Test
  void whatCannotBeAttachedAgainIsTriedWithTheNextLookAtAllGuests() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 30 s")) {
      FakeHypervisor.Asked unplug = unplugThatIsGivenUpBeforeAPlug(host);
      unplug.done();
      host.hypervisor.next("plug").fails(HypervisorException.Kind.FAILED, "busy");
      host.describe();

      host.pass(SYNC.minus(TIMEOUT));

      host.hypervisor.next("plug").done();
      host.hypervisor.next("list").returns(List.of());
      host.pass(SYNC);
      host.hypervisor.next("list").returns(List.of());
      host.describe();
      host.assertNothingAsked();
    }
  }

  @Test
  void whatCannotBeUndoneIsTriedAgain() {
    try (HostHarness host = HostHarness.up(kit, "sync-interval = 30 s")) {
      plugThatIsGivenUp(host).done();
      host.hypervisor.next("unplug").fails(HypervisorException.Kind.FAILED, "busy");
      host.describe();

      host.pass(SYNC.minus(TIMEOUT));

      host.hypervisor.next("unplug").done();
      host.hypervisor.next("list").returns(List.of());
      host.pass(SYNC);
      host.hypervisor.next("list").returns(List.of());
      host.describe();
      host.assertNothingAsked();
    }
  }
}
