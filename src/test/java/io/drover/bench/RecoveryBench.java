package io.drover.bench;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.Migration;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How long a start on the file store takes until every migration that was under way is under
 * control again, that is, until its progress is told. Drover is closed and started in one JVM, so
 * that the start of a JVM does not count.
 */
final class RecoveryBench {
  private static final int IDLE = 100_000;
  private static final int MOVING = 100;
  private static final int HOSTS = 100;
  private static final int STARTS = 3;

  /** Nothing takes any time but a transfer. */
  private static final FleetSettings AT_ONCE =
      new FleetSettings(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          false,
          0);

  /** Its transfer takes a quarter of an hour. */
  private static final Flavor LARGE = new Flavor(1, 1L << 40, 0);

  private RecoveryBench() {}

  static void run() {
    Path folder = temporary();
    String store =
        "drover.store = file, drover.stores.file.folder = \"%s\""
            .formatted(folder.resolve("store"));
    try (RealFleet fleet = new RealFleet(HOSTS, AT_ONCE, UnaryOperator.identity(), store)) {
      long began = System.nanoTime();
      for (int i = 0; i < IDLE; i += 1_000) {
        fleet.boot(1_000);
      }
      System.out.printf(
          "%,d instances booted on the file store in %.1f s, %,d MiB on disk%n",
          IDLE, seconds(began), size(folder) >> 20);
      Set<MigrationId> moving = ConcurrentHashMap.newKeySet();
      int next = 1;
      for (InstanceId id : fleet.boot(MOVING, LARGE, 0)) {
        LiveMigration there = LiveMigration.to(RealFleet.name(next++ % HOSTS));
        Migration migration = RealFleet.join(fleet.drover().liveMigrate(id, there));
        moving.add(migration.id());
      }
      for (int start = 0; start < STARTS; start++) {
        measure(fleet, moving);
      }
    } finally {
      delete(folder);
    }
  }

  private static void measure(RealFleet fleet, Set<MigrationId> moving) {
    Set<MigrationId> told = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(moving.size());
    long began = System.nanoTime();
    Drover drover =
        fleet.restart(
            notice -> {
              if (notice instanceof Notice.MigrationProgress progress
                  && moving.contains(progress.migration())
                  && told.add(progress.migration())) {
                all.countDown();
              }
            });
    double started = seconds(began);
    RealFleet.join(drover.ready());
    double ready = seconds(began);
    try {
      all.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    System.out.printf(
        "closed and started on %,d idle instances and %d migrations: %.1f s until it takes"
            + " requests, %.1f s until ready, %.1f s until all migrations are under control%n",
        IDLE, moving.size(), started, ready, seconds(began));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("drover-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
