package io.drover.host;

import static io.drover.host.HostHarness.destroy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.model.HostState;
import io.drover.runtime.Mandate;
import io.drover.runtime.NoMandateException;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a host's actor does in a process that may not act. */
@ExtendWith(LogCapturingExtension.class)
class HostMandateTest {
  private final ActorTestKit kit = ActorTestKit.create(ManualClock.config());

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void withoutAMandateNothingReachesTheHostUntilItIsThereAgain() {
    try (HostHarness host = HostHarness.up(kit, "probe-interval = 2 s")) {
      Mandate.get(kit.system()).dependOn(() -> Optional.of("another may act by now"));

      CallResult result = host.perform(destroy(1)).receiveMessage();

      assertThat(result.outcome()).isEqualTo(CallResult.Outcome.NOT_DONE);
      assertThat(result.message()).isEqualTo("another may act by now");
      assertThat(host.nextState().state()).isEqualTo(HostState.UNREACHABLE);
      host.pass(Duration.ofSeconds(2));
      host.assertNothingAsked();

      Mandate.get(kit.system()).dependOn(Optional::empty);
      host.pass(Duration.ofSeconds(2));
      host.comesUp();
      host.perform(destroy(2));
      host.hypervisor.next("destroy").done();
    }
  }

  @Test
  void eachPortCanAskAgainBeforeACallThatWaitedInIt() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      assertThat(host.hypervisor.guards()).hasSize(3).allSatisfy(Runnable::run);

      Mandate.get(kit.system()).lose("another process acts");
      assertThat(host.hypervisor.guards())
          .allSatisfy(
              guard ->
                  assertThatThrownBy(guard::run)
                      .isInstanceOf(NoMandateException.class)
                      .hasMessage("another process acts"));
    }
  }

  @Test
  void aMandateThatIsLostForGoodDoesNotComeBack() {
    try (HostHarness host = HostHarness.up(kit, "")) {
      Mandate mandate = Mandate.get(kit.system());
      mandate.lose("another process acts");
      mandate.dependOn(Optional::empty);

      assertThat(host.perform(destroy(1)).receiveMessage().message())
          .isEqualTo("another process acts");
      host.assertNothingAsked();
      assertThat(mandate.lost().toCompletableFuture()).isCompletedWithValue("another process acts");
    }
  }
}
