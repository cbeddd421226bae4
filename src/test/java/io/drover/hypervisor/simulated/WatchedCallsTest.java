package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls are told as they are made, and a host can be lost at any one of them. */
class WatchedCallsTest {
  private final FleetHarness hosts = new FleetHarness();
  private final List<String> calls = new ArrayList<>();
  private InstanceId web;

  @BeforeEach
  void bootOneGuest() {
    web = hosts.running("hv1", "web", MIB);
    hosts.fleet.watch(
        new FleetWatcher() {
          @Override
          public void called(Call call, @Nullable String host, List<InstanceId> about) {
            calls.add(call.label() + " " + host + " " + about);
          }
        });
  }

  @Test
  void everyCallIsToldInItsOrderWhateverBecomesOfIt() {
    hosts.fleet.inject(CallFault.of(Call.PAUSE, FaultKind.ERROR));

    hosts.failure(hosts.on("hv1").pause(web));
    hosts.answer(hosts.on("hv1").look(List.of(web)));
    hosts.fleet.strike(Call.POST_HOOK, "hv2", web);
    hosts.fleet.strike(Call.JOURNAL_WRITE, null, null);

    assertThat(calls)
        .containsExactly(
            "pause hv1 [web]",
            "guest-info hv1 [web]",
            "post-hook hv2 [web]",
            "journal-write null []");
  }

  @Test
  void aHostGoesDownAtTheCallThatIsWaitedFor() {
    hosts.fleet.inject(HostFault.of("hv1", FaultKind.DOWN).when(Call.GUEST_INFO, 1));

    hosts.answer(hosts.on("hv1").look(List.of(web)));
    hosts.answer(hosts.on("hv2").list());
    hosts.answer(hosts.on("hv1").pause(web));
    assertThat(hosts.truth().answers("hv1")).isTrue();

    assertThat(hosts.failureKind(hosts.on("hv1").look(List.of(web))))
        .isIn(Kind.HOST_DOWN, Kind.UNREACHABLE);
    assertThat(hosts.truth().answers("hv1")).isFalse();
    assertThat(hosts.truth().guests("hv1")).isEmpty();
  }

  @Test
  void aHostThatIsUnreachableFromACallOnDoesNotHearIt() {
    hosts.fleet.inject(HostFault.of("hv1", FaultKind.UNREACHABLE).when(Call.PAUSE, 0));

    CompletionStage<?> paused = hosts.on("hv1").pause(web);
    hosts.timeline.advance(Duration.ofMinutes(1));

    assertThat(paused.toCompletableFuture()).isNotDone();
    hosts.fleet.heal(FaultSelector.ALL);
    assertThat(hosts.failureKind(paused)).isEqualTo(Kind.UNREACHABLE);
    assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
  }

  @Test
  void aHostFaultWaitsForOneThingOnly() {
    assertThatThrownBy(
            () -> new HostFault(null, "hv1", FaultKind.DOWN, MigrationPhase.POST, Call.PAUSE, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HostFault(null, "hv1", FaultKind.DOWN, null, null, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
