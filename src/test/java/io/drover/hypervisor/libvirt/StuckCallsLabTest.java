package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Sink;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls to a real host that never return, because the QEMU of a guest stands still. */
@Tag("lab")
class StuckCallsLabTest {
  private static final String THREADS = "drover-libvirt-hv1-";

  private Lab lab;
  private InstanceId frozen;
  private InstanceId other;

  @BeforeEach
  void boot() {
    lab = new Lab("control-threads = 1, stuck { after = 1 s, threads = 2 }");
    frozen = lab.guest(0).id();
    other = lab.guest(0).id();
    result(lab.hv1.create(Templates.template(frozen.value(), "lab-guest", 0, 0)));
    result(lab.hv1.create(Templates.template(other.value(), "lab-guest", 0, 0)));
  }

  @AfterEach
  void disconnect() {
    signal("CONT");
    result(lab.hv1.connect());
    lab.close();
  }

  /** Sends a signal to the QEMU of the guest that is to stand still. */
  private void signal(String name) {
    ProcessHandle qemu =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process.info().commandLine().orElse("").contains("guest=" + frozen + ","))
            .findFirst()
            .orElseThrow();
    Lab.run("kill", "-" + name, Long.toString(qemu.pid()));
  }

  private static AbstractThrowableAssert<?, ?> assertUnreachable(CompletionStage<?> stage) {
    return assertThatThrownBy(() -> result(stage))
        .isInstanceOfSatisfying(
            HypervisorException.class,
            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNREACHABLE));
  }

  /** The threads of calls that are under way, or were a few seconds ago. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(THREADS))
        .toList();
  }

  @Test
  void costAThreadAndAConnectionEachButNoOtherGuest() {
    CompletionStage<Done> events = lab.hv1.events().runWith(Sink.ignore(), lab.testKit().system());
    signal("STOP");

    CompletionStage<Done> pause = lab.hv1.pause(frozen);
    assertUnreachable(pause)
        .hasMessage("hv1: pause of " + frozen + " has not returned within 1000 ms");
    assertThat(result(events)).isEqualTo(Done.getInstance());
    assertUnreachable(lab.hv1.ping()).hasMessage("hv1 is not connected");

    result(lab.hv1.connect());
    result(lab.hv1.pause(other));
    assertThat(look(lab.hv1, other).state()).isEqualTo(GuestState.PAUSED);
    result(lab.hv1.resume(other));

    assertUnreachable(lab.hv1.reset(frozen)).hasMessageContaining("has not returned");
    assertUnreachable(lab.hv1.connect()).hasMessageContaining("2 calls to it never returned");

    signal("CONT");

    lab.eventually(() -> result(lab.hv1.connect()));
    lab.eventually(() -> assertThat(look(lab.hv1, frozen).state()).isEqualTo(GuestState.PAUSED));
    result(lab.hv1.resume(frozen));
    assertThat(look(lab.hv1, frozen).state()).isEqualTo(GuestState.RUNNING);
    lab.eventually(() -> assertThat(threads()).hasSizeLessThan(1));
  }
}
