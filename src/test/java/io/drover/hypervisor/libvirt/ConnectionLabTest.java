package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connection to a real host: its facts, its events, its loss. */
@Tag("lab")
class ConnectionLabTest {
  /** Seven times as long as this connection may be silent without anybody's keep-alive. */
  private static final Duration SILENCE = Duration.ofSeconds(14);

  private Lab lab;

  @BeforeEach
  void connect() {
    lab = new Lab("keep-alive { interval = 1 s, count = 1 }");
  }

  @AfterEach
  void disconnect() {
    lab.close();
  }

  private static void assertUnreachable(CompletionStage<?> stage) {
    assertThatThrownBy(() -> result(stage))
        .isInstanceOfSatisfying(
            HypervisorException.class,
            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
  }

  /** Ends the first host's libvirtd; its guests go on. */
  private static void killLibvirtd() {
    Lab.run("scripts/lab.sh", "kill-libvirtd", "hv1");
  }

  @Test
  void saysWhatTheHostIs() {
    HostFacts facts = result(lab.hv1.connect());

    assertThat(facts.type()).isEqualTo("QEMU");
    assertThat(facts.version()).isGreaterThan(1_000_000);
    assertThat(facts.machineTypes()).isNotEmpty();
    assertThat(facts.peerAddress()).startsWith("qemu+tcp://");
  }

  @Test
  void outlivesSilenceBecauseTheEventLoopRuns() {
    lab.idle(SILENCE);

    assertThat(result(lab.hv1.ping())).isEqualTo(Done.getInstance());
  }

  @Test
  void failsAsUnreachableBeforeItIsConnectedAndAfterItIsClosed() {
    Hypervisor host =
        LibvirtDriver.open(LibvirtSettings.of("hv1", lab.config()), InstantSource.system());

    assertUnreachable(host.ping());
    result(host.connect());
    host.close();

    assertUnreachable(host.ping());
  }

  @Test
  void tellsWhatHappensUntilTheConnectionIsLostAndComesBackToTheSameGuests() {
    InstanceId id = lab.counting(0);
    TestProbe<HypervisorEvent> events = lab.testKit().createTestProbe();
    CompletionStage<Done> end =
        lab.hv1
            .events()
            .runWith(Sink.foreach(event -> events.ref().tell(event)), lab.testKit().system());
    result(lab.hv1.pause(id));
    events.expectMessage(Lab.LONG, new HypervisorEvent.GuestChanged(id));

    killLibvirtd();
    try {
      assertThat(result(end)).isEqualTo(Done.getInstance());
      assertUnreachable(lab.hv1.ping());
      assertUnreachable(lab.hv1.resume(id));
      assertUnreachable(lab.hv1.connect());
    } finally {
      Lab.run("scripts/lab.sh", "up");
    }
    result(lab.hv1.connect());

    assertThat(look(lab.hv1, id).state()).isEqualTo(GuestState.PAUSED);
    result(lab.hv1.resume(id));
    lab.goesOnCounting(id, 1);
  }
}
