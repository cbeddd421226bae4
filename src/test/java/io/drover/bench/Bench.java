package io.drover.bench;

import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.RebootType;
import io.drover.hypervisor.libvirt.OverheadBench;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.InstanceId;
import io.drover.model.MigrationStatus;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** First measurements of the shape that Drover has. Run by scripts/bench.sh. */
public final class Bench {
  private static final int IDLE = 20_000;
  private static final int MOVING = 1_000;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 4;
  private static final int REBOOTING = 2_500;

  private Bench() {}

  /** Runs all measurements, or those named. */
  public static void main(String[] names) {
    List<String> chosen =
        names.length == 0 ? List.of("heap", "cost", "rate", "polls") : List.of(names);
    System.out.printf(
        "Java %s, %d processors, %d MiB heap at most%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20);
    for (String name : chosen) {
      switch (name) {
        case "heap" -> heapOfIdleInstances();
        case "cost" -> costOfAMigration();
        case "rate" -> migrationsEachSecond();
        case "polls" -> punctualityOfPolls();
        case "recovery" -> RecoveryBench.run();
        case "overhead" -> OverheadBench.run();
        default -> throw new IllegalArgumentException("there is no measurement " + name);
      }
    }
  }

  private static void heapOfIdleInstances() {
    try (RealFleet fleet =
        new RealFleet(100, FleetSettings.immediate(), UnaryOperator.identity())) {
      fleet.boot(100);
      long before = usedHeap();
      long start = System.nanoTime();
      for (int i = 0; i < IDLE; i += 1_000) {
        fleet.boot(1_000);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long after = usedHeap();
      System.out.printf(
          "heap per idle instance: %,d B, its journal in memory and its simulated guest included"
              + " (%,d instances, booted at %,.0f a second)%n",
          (after - before) / IDLE, IDLE, IDLE / seconds);
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Counted on virtual time, where one task is one message. */
  private static void costOfAMigration() {
    try (VirtualWorld world =
        new VirtualWorld(1, "drover.host.heartbeat-interval = 1 h", "hv1", "hv2")) {
      InstanceId id = world.boot("vm", "hv1");
      world.timeline().advance(Duration.ofSeconds(1));
      long steps = world.timeline().steps();
      long events = world.events();
      Duration began = world.timeline().elapsed();
      Migration migration = world.migrate(id, "hv2");
      world.await(migration.ended());
      world.timeline().runReady();
      System.out.printf(
          "per migration of 4 GiB with a VIF and a volume: %d messages, %d journal events,"
              + " %.2f s on virtual time%n",
          world.timeline().steps() - steps,
          world.events() - events,
          world.timeline().elapsed().minus(began).toMillis() / 1e3);
    }
  }

  private static void migrationsEachSecond() {
    try (RealFleet fleet = new RealFleet(50, FleetSettings.immediate(), UnaryOperator.identity())) {
      List<InstanceId> ids = fleet.boot(MOVING);
      double[] rates = new double[ROUNDS];
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        double rate = moveAll(fleet, ids, round + 1);
        if (round >= WARM_UP) {
          rates[round - WARM_UP] = rate;
        }
      }
      Arrays.sort(rates);
      System.out.printf(
          "migrations a second on hosts that take no time, %,d at once: median %,.0f"
              + " (%,.0f to %,.0f in %d rounds)%n",
          MOVING, rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1], ROUNDS);
    }
  }

  private static double moveAll(RealFleet fleet, List<InstanceId> ids, int offset) {
    long start = System.nanoTime();
    List<CompletionStage<Boolean>> moves =
        IntStream.range(0, ids.size())
            .mapToObj(i -> move(fleet, ids.get(i), RealFleet.name((i + offset) % 50)))
            .toList();
    long completed = moves.stream().filter(RealFleet::join).count();
    if (completed != ids.size()) {
      throw new IllegalStateException(completed + " of " + ids.size() + " completed");
    }
    return ids.size() * 1e9 / (System.nanoTime() - start);
  }

  private static CompletionStage<Boolean> move(RealFleet fleet, InstanceId id, String host) {
    return fleet
        .drover()
        .liveMigrate(id, LiveMigration.to(host))
        .thenCompose(Migration::ended)
        .thenApply(ended -> ended.status() == MigrationStatus.COMPLETED);
  }

  private static void punctualityOfPolls() {
    FleetSettings slowBoot =
        new FleetSettings(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMillis(2_200),
            Duration.ZERO,
            Duration.ZERO,
            true,
            0);
    PollRecorder recorder = new PollRecorder();
    try (RealFleet fleet = new RealFleet(50, slowBoot, recorder::record)) {
      List<InstanceId> ids = fleet.boot(REBOOTING);
      recorder.start();
      ids.stream().map(id -> fleet.drover().reboot(id, RebootType.HARD)).toList().stream()
          .map(RealFleet::join)
          .forEach(operation -> RealFleet.join(operation.ended()));
      System.out.println(recorder.summary(Duration.ofMillis(500)));
    }
  }
}
