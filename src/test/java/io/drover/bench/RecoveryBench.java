package io.drover.bench;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * How long a start on the file store takes until every migration that was under way is under
 * control again, that is, until its progress is told. The store is as a kill leaves it: its files
 * are taken away from under a Drover that works. All starts are in one JVM, so that the start of a
 * JVM does not count.
 */
final class RecoveryBench {
  private static final int IDLE = 100_000;
  private static final int MOVING = 100;
  private static final int HOSTS = 100;
  private static final int STARTS = 3;
  private static final double GOAL_SECONDS = 30;

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
    Path store = folder.resolve("store");
    try (RealFleet fleet =
        new RealFleet(HOSTS, AT_ONCE, UnaryOperator.identity(), storeIn(store))) {
      long began = System.nanoTime();
      for (int i = 0; i < IDLE; i += 1_000) {
        fleet.boot(1_000);
      }
      System.out.printf(
          "%,d instances booted on the file store in %.1f s, %,d MiB on disk%n",
          IDLE, seconds(began), size(folder) >> 20);
      Moving moving = new Moving();
      fleet.drover().listen(moving::take);
      int next = 1;
      for (InstanceId id : fleet.boot(MOVING, LARGE, 0)) {
        RealFleet.join(
            fleet.drover().liveMigrate(id, LiveMigration.to(RealFleet.name(next++ % HOSTS))));
      }
      moving.await();
      for (int start = 0; start < STARTS; start++) {
        Path left = folder.resolve("store-" + start);
        copy(store, left);
        fleet.stop();
        delete(store);
        store = left;
        measure(fleet, store);
      }
    } finally {
      delete(folder);
    }
  }

  private static String storeIn(Path folder) {
    return "drover.store = file, drover.stores.file.folder = \"%s\"".formatted(folder);
  }

  /** Takes note of the migrations whose progress is told. */
  private static final class Moving {
    private final Set<MigrationId> told = ConcurrentHashMap.newKeySet();
    private final CountDownLatch all = new CountDownLatch(MOVING);

    void take(Notice notice) {
      if (notice instanceof Notice.MigrationProgress progress && told.add(progress.migration())) {
        all.countDown();
      }
    }

    void await() {
      try {
        all.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void measure(RealFleet fleet, Path store) {
    Moving moving = new Moving();
    long began = System.nanoTime();
    Drover drover = fleet.startAgain(storeIn(store), moving::take);
    double started = seconds(began);
    RealFleet.join(drover.ready());
    double ready = seconds(began);
    moving.await();
    double controlled = seconds(began);
    System.out.printf(
        "started on %,d idle instances and %d migrations, as a kill left them: %.1f s until it takes"
            + " requests, %.1f s until ready, %.1f s until all migrations are under control;"
            + " the goal of %.0f s is %s%n",
        IDLE,
        MOVING,
        started,
        ready,
        controlled,
        GOAL_SECONDS,
        controlled <= GOAL_SECONDS ? "met" : "missed");
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

  /** The files as they are, but for the lock: that is the one of who works with them. */
  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectory(
          to, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(from)));
      for (Path file : files.filter(each -> !each.endsWith("lock")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
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
