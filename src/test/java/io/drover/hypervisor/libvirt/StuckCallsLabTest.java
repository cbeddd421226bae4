package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.look;
import static io.drover.hypervisor.libvirt.Lab.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Sink;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls to a real host that never return, because the QEMU of a guest stands still. */
@Tag("lab")
class StuckCallsLabTest {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final String THREADS = "drover-libvirt-hv1-control-";

  private final Lab lab = new Lab("");
  private final Hypervisor impatient =
      LibvirtDriver.open(
          LibvirtSettings.of(
              "hv1",
              ConfigFactory.parseString("control-threads = 1, stuck { after = 2 s, threads = 2 }")
                  .withFallback(lab.config())),
          InstantSource.system());
  private final InstanceId frozen = boot();
  private final InstanceId other = boot();

  private InstanceId boot() {
    DomainTemplate guest = lab.guest(0);
    result(lab.hv1.create(guest));
    return guest.id();
  }

  @AfterEach
  void thaw() {
    signal("CONT");
    impatient.close();
    lab.close();
  }

  /** Sends a signal to the QEMU of the guest that is to stand still, if it is there. */
  private void signal(String name) {
    Lab.processesOf(frozen).stream()
        .filter(qemu -> !qemu.info().commandLine().orElse("").contains("-incoming"))
        .forEach(qemu -> Lab.run("kill", "-" + name, Long.toString(qemu.pid())));
  }

  private static AbstractThrowableAssert<?, ?> assertFails(CompletionStage<?> stage, Kind kind) {
    return assertThatThrownBy(() -> result(stage))
        .isInstanceOfSatisfying(
            HypervisorException.class,
            e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  /** The threads for short calls to the host. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(THREADS))
        .toList();
  }

  /** The connections of this process that are open, whoever's. */
  private static long sockets() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(StuckCallsLabTest::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void costAThreadAndAConnectionEachButNoOtherGuest() {
    long socketsBefore = sockets();
    result(impatient.connect());
    CompletionStage<Done> events =
        impatient.events().runWith(Sink.ignore(), lab.testKit().system());
    signal("STOP");

    assertFails(impatient.pause(frozen), Kind.FAILED)
        .hasMessage("hv1: pause of " + frozen + " has not returned within 2000 ms");
    assertThat(result(events)).isEqualTo(Done.getInstance());
    assertThat(result(impatient.ping())).isEqualTo(Done.getInstance());

    result(impatient.connect());
    assertThat(result(impatient.list())).extracting(GuestEvidence::id).contains(frozen, other);
    result(impatient.pause(other));
    assertThat(look(impatient, other).state()).isEqualTo(GuestState.PAUSED);

    assertFails(impatient.reset(frozen), Kind.FAILED).hasMessageContaining("has not returned");
    assertFails(impatient.connect(), Kind.UNREACHABLE)
        .hasMessageContaining("2 calls to it never returned");
    assertThat(threads()).hasSize(2);

    signal("CONT");

    lab.eventually(() -> result(impatient.connect()));
    lab.eventually(() -> assertThat(look(impatient, frozen).state()).isEqualTo(GuestState.PAUSED));
    result(impatient.resume(frozen));
    assertThat(look(impatient, frozen).state()).isEqualTo(GuestState.RUNNING);
    lab.eventually(() -> assertThat(threads()).hasSizeLessThan(2));
    impatient.close();
    lab.eventually(() -> assertThat(sockets()).isEqualTo(socketsBefore));
  }

  @Test
  void leaveAHostWhoseMigratingGuestStandsStill() {
    String peer = result(lab.hv2.connect()).peerAddress();
    result(impatient.connect());
    CompletionStage<Done> migration =
        lab.hv1.migrate(
            new MigrateCall(frozen, "hv2", peer, false, false, MEBIBYTE, Duration.ZERO, false));
    lab.eventually(
        () -> result(impatient.jobInfo(frozen)).filter(job -> job.memoryTotal() > 0).orElseThrow());
    signal("STOP");

    assertFails(impatient.jobInfo(frozen), Kind.FAILED).hasMessageContaining("has not returned");
    assertFails(impatient.jobInfo(frozen), Kind.FAILED).hasMessageContaining("not answered yet");
    assertThat(result(impatient.list())).extracting(GuestEvidence::id).contains(frozen, other);
    assertThat(look(impatient, frozen).jobActive()).isTrue();
    assertThat(look(impatient, other).jobActive()).isFalse();

    result(lab.hv1.destroy(frozen));
    lab.eventually(() -> assertThat(look(impatient, frozen).state()).isEqualTo(GuestState.ABSENT));
    assertThatThrownBy(() -> result(migration)).isInstanceOf(HypervisorException.class);
  }
}
