package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.result;

import com.typesafe.config.Config;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.storage.ImageFolder;
import io.drover.storage.Volume;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.Trouble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/** The two hosts of the lab for the conformance suite. */
final class LibvirtConformanceHosts implements ConformanceHosts {
  /** So slowly that a post-copy is not over before it can be broken. */
  private static final String SLOW_POST_COPY = "migration.post-copy-bandwidth = 10 MiB";

  private final Lab lab = new Lab(SLOW_POST_COPY);
  private final List<Path> images = new ArrayList<>();
  private Runnable healing = () -> {};

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
    DomainTemplate guest = lab.guest(0);
    if (diskBytes == 0) {
      return guest;
    }
    Flavor flavor = guest.spec().flavor();
    InstanceSpec spec =
        new InstanceSpec(
            guest.spec().name(),
            new Flavor(flavor.vcpus(), flavor.memoryBytes(), diskBytes),
            guest.spec().vifs(),
            0);
    List<Volume> volumes = Volume.of(guest.id(), spec, false);
    volumes.forEach(this::makeImages);
    return new DomainTemplate(guest.id(), spec, guest.vifs(), volumes);
  }

  /** On both hosts, for libvirt fills the image of a copy, but makes none. */
  private void makeImages(Volume volume) {
    String name = new ImageFolder("", "qcow2").fileName(volume);
    for (String host : List.of("hv1", "hv2")) {
      Path image = Path.of(lab.config().getString("hosts." + host + ".values.images"), name);
      images.add(image);
      Lab.run("mkdir", "-p", String.valueOf(image.getParent()));
      String size = Long.toString(volume.sizeBytes());
      Lab.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), size);
    }
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
    return lab.holds(condition);
  }

  @Override
  public void passTimeUntilItListens(InstanceId guest) {
    lab.eventually(() -> lab.assertCounted(guest, 1));
  }

  @Override
  public Optional<String> notPossibleHere(Trouble trouble) {
    return switch (trouble) {
      case SILENCE, CUT_LINK, BROKEN_POST_COPY, CRASH -> Optional.empty();
      case POWER_LOSS -> Optional.of("libvirt never knows that a host is off");
      case LOST_ANSWER ->
          Optional.of("an answer of libvirtd cannot be taken away after its effect");
    };
  }

  @Override
  public Runnable strike(Trouble trouble, InstanceId guest) {
    switch (trouble) {
      case SILENCE -> {
        Lab.run("scripts/lab.sh", "kill-libvirtd", "hv1");
        healing = this::reviveLibvirtd;
      }
      case CUT_LINK -> {
        link("down");
        healing = () -> link("up");
      }
      // QEMU ends the transfer itself, as it does when its connection breaks.
      case BROKEN_POST_COPY -> monitor(guest, "{\"execute\":\"migrate-pause\"}");
      case CRASH -> Lab.processesOf(guest).forEach(ProcessHandle::destroyForcibly);
      case POWER_LOSS, LOST_ANSWER ->
          throw new IllegalArgumentException("not possible here: " + trouble);
    }
    return this::heal;
  }

  private void heal() {
    Runnable now = healing;
    healing = () -> {};
    now.run();
  }

  private void reviveLibvirtd() {
    Lab.run("scripts/lab.sh", "up");
    result(lab.hv1.connect());
  }

  private void link(String state) {
    Config host = lab.config().getConfig("hosts.hv1");
    String namespace = host.getString("namespace");
    Lab.run("ip", "-n", namespace, "link", "set", "dev", host.getString("device"), state);
  }

  private static void monitor(InstanceId guest, String command) {
    Lab.run("scripts/lab.sh", "virsh", "hv1", "qemu-monitor-command", guest.value(), command);
  }

  @Override
  public void close() {
    heal();
    lab.close();
    images.forEach(image -> Lab.run("rm", "-f", image.toString()));
  }
}
