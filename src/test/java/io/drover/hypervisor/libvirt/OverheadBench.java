package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.Lab.result;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import io.drover.model.MigrationStatus;
import io.drover.testing.TamperedHypervisor;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Drover adds to a live migration: two equal guests of the lab move to and fro, one by Drover,
 * the other by {@code virsh migrate}, in turns.
 */
public final class OverheadBench {
  private static final int ROUNDS = 20;
  private static final String FIRST_DOWNTIME_MILLIS = "50";
  private static final Pattern DOWNTIME = Pattern.compile("Total downtime:\\s+(\\d+)\\s+ms");

  private final AtomicLong called = new AtomicLong();
  private final AtomicLong returned = new AtomicLong();
  private final Samples byDrover = new Samples("by Drover");
  private final Samples before = new Samples("  until libvirt is called");
  private final Samples call = new Samples("  libvirt's call");
  private final Samples after = new Samples("  from then to the end");
  private final Samples byVirsh = new Samples("by virsh migrate");
  private final Samples ofDrover = new Samples("downtime by Drover");
  private final Samples ofVirsh = new Samples("downtime by virsh migrate");

  private OverheadBench() {}

  /** Measures and prints; the lab has to be up. */
  public static void run() {
    new OverheadBench().measure();
  }

  private void measure() {
    try (LabDrover it = new LabDrover("", "", this::timed)) {
      InstanceId own = it.boot(0, 0);
      DomainTemplate other = it.lab.guest(0);
      result(it.lab.hv1.create(other));
      it.lab.eventually(() -> it.lab.assertCounted(other.id(), 1));
      for (int round = 0; round < ROUNDS; round++) {
        String from = round % 2 == 0 ? "hv1" : "hv2";
        String to = round % 2 == 0 ? "hv2" : "hv1";
        moveByDrover(it, own, to);
        ofDrover.add(downtime(to, own));
        moveByVirsh(it, other.id(), from, to);
        ofVirsh.add(downtime(to, other.id()));
      }
    }
    System.out.printf(
        "a live migration of 128 MiB, %d each way, median (least to most):%n", ROUNDS);
    for (Samples samples : new Samples[] {byVirsh, byDrover, before, call, after}) {
      System.out.println(samples);
    }
    System.out.printf(
        "Drover adds %d ms (%.2f times as long)%n",
        byDrover.median() - byVirsh.median(), (double) byDrover.median() / byVirsh.median());
    System.out.println(ofVirsh);
    System.out.println(ofDrover);
  }

  private Hypervisor timed(Hypervisor real) {
    return TamperedHypervisor.instead(
        real,
        "migrate",
        arguments -> {
          called.set(System.nanoTime());
          CompletionStage<?> done = real.migrate((MigrateCall) arguments[0]);
          return done.whenComplete((value, failure) -> returned.set(System.nanoTime()));
        });
  }

  private void moveByDrover(LabDrover it, InstanceId id, String to) {
    long start = System.nanoTime();
    MigrationStatus status = result(it.move(id, to).ended()).status();
    long end = System.nanoTime();
    if (status != MigrationStatus.COMPLETED) {
      throw new IllegalStateException("a migration is " + status);
    }
    byDrover.addNanos(end - start);
    before.addNanos(called.get() - start);
    call.addNanos(returned.get() - called.get());
    after.addNanos(end - returned.get());
    it.settled(id);
  }

  private void moveByVirsh(LabDrover it, InstanceId id, String from, String to) {
    String uri = it.lab.config().getString("hosts." + from + ".uri");
    String peer = it.lab.config().getString("hosts." + to + ".peer-uri");
    // As Drover's first step: a longer pause would be reached earlier.
    Lab.run("virsh", "-c", uri, "migrate-setmaxdowntime", id.value(), FIRST_DOWNTIME_MILLIS);
    long start = System.nanoTime();
    Lab.run("virsh", "-c", uri, "migrate", "--live", "--p2p", "--unsafe", id.value(), peer);
    byVirsh.addNanos(System.nanoTime() - start);
  }

  private static long downtime(String host, InstanceId id) {
    String told = Lab.run("scripts/lab.sh", "virsh", host, "domjobinfo", "--completed", id.value());
    Matcher downtime = DOWNTIME.matcher(told);
    if (!downtime.find()) {
      throw new IllegalStateException("there is no downtime in: " + told);
    }
    return Long.parseLong(downtime.group(1));
  }

  /** Milliseconds. */
  private static final class Samples {
    private final String name;
    private final long[] values = new long[ROUNDS];
    private int count;

    Samples(String name) {
      this.name = name;
    }

    void add(long millis) {
      values[count++] = millis;
    }

    void addNanos(long nanos) {
      add(nanos / 1_000_000);
    }

    long median() {
      long[] sorted = sorted();
      return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    private long[] sorted() {
      long[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted;
    }

    @Override
    public String toString() {
      long[] sorted = sorted();
      return "%-28s %6d ms  (%d to %d)".formatted(name, median(), sorted[0], sorted[count - 1]);
    }
  }
}
