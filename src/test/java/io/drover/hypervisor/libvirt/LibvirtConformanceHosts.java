package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.result;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.Feature;
import io.drover.testkit.conformance.Trouble;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The two hosts of the lab for the conformance suite. */
final class LibvirtConformanceHosts implements ConformanceHosts {
  private final Lab lab = new Lab("");
  private boolean silent;

  @Override
  public Hypervisor openSource() {
    return lab.open("hv1");
  }

  @Override
  public Hypervisor openDestination() {
    return lab.open("hv2");
  }

  @Override
  public DomainTemplate guest(long diskBytes) {
    return lab.guest(diskBytes);
  }

  @Override
  public String deadPeerAddress() {
    return "qemu+tcp://10.99.0.1:1/system";
  }

  @Override
  public ClassicActorSystemProvider streams() {
    return lab.testKit().system();
  }

  @Override
  public boolean passTimeUntil(BooleanSupplier condition) {
    try {
      return lab.eventually(
          () -> {
            if (!condition.getAsBoolean()) {
              throw new AssertionError("not yet");
            }
            return true;
          });
    } catch (AssertionError never) {
      return false;
    }
  }

  @Override
  public void passTimeUntilItListens(InstanceId guest) {
    lab.eventually(() -> lab.assertCounted(guest, 1));
  }

  @Override
  public Optional<String> unsupported(Feature feature) {
    return switch (feature) {
      case SAVE -> Optional.of("a transient guest that was saved is no longer known to libvirt");
      case DISKS, POST_COPY, BLOCK_MIGRATION -> Optional.empty();
    };
  }

  @Override
  public Optional<String> notPossibleHere(Feature feature) {
    return switch (feature) {
      case BLOCK_MIGRATION ->
          Optional.of(
              "the hosts of the lab share their folder for disks, and its storage lock"
                  + " refuses a second user");
      case SAVE, DISKS, POST_COPY -> Optional.empty();
    };
  }

  @Override
  public Optional<String> notPossibleHere(Trouble trouble) {
    return switch (trouble) {
      case SILENCE, CRASH -> Optional.empty();
      case POWER_LOSS -> Optional.of("libvirt never knows that a host is off");
      case LOST_ANSWER ->
          Optional.of("an answer of libvirtd cannot be taken away after its effect");
      case CUT_LINK ->
          Optional.of("QEMU and libvirt notice a cut link only after minutes without an answer");
    };
  }

  @Override
  public Runnable strike(Trouble trouble, InstanceId guest) {
    switch (trouble) {
      case SILENCE -> {
        silent = true;
        Lab.run("scripts/lab.sh", "kill-libvirtd", "hv1");
      }
      case CRASH -> killQemuOf(guest);
      case POWER_LOSS, LOST_ANSWER, CUT_LINK ->
          throw new IllegalArgumentException("not possible here: " + trouble);
    }
    return this::heal;
  }

  private void heal() {
    if (silent) {
      Lab.run("scripts/lab.sh", "up");
      result(lab.hv1.connect());
      silent = false;
    }
  }

  /** The lab's hosts share the machine's processes; libvirt gives each QEMU its guest's name. */
  private static void killQemuOf(InstanceId guest) {
    ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("guest=" + guest + ","))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    heal();
    lab.close();
  }
}
