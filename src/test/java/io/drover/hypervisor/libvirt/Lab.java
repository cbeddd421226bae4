package io.drover.hypervisor.libvirt;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/**
 * The two hosts of a running lab ({@code scripts/lab.sh up}), for one test. Guests that the test
 * leaves are ended with it.
 */
final class Lab implements AutoCloseable {
  /** Far more than anything here takes, on a slow machine under emulation. */
  static final Duration LONG = Duration.ofMinutes(2);

  private static final Duration OFTEN = Duration.ofMillis(10);

  private static final Path FOLDER =
      Path.of(System.getenv().getOrDefault("DROVER_LAB", "/var/lib/drover-lab"));

  private final ActorTestKit testKit = ActorTestKit.create();
  private final TestProbe<Object> probe = testKit.createTestProbe();
  private final Config config;
  private final List<InstanceId> guests = new ArrayList<>();
  final Hypervisor hv1;
  final Hypervisor hv2;

  /** Connects to both hosts, with {@code more} (HOCON) set below {@code drover.libvirt}. */
  Lab(String more) {
    config =
        ConfigFactory.parseString(more)
            .withFallback(ConfigFactory.parseFile(FOLDER.resolve("lab.conf").toFile()))
            .resolve();
    hv1 = open("hv1");
    hv2 = open("hv2");
    result(hv1.connect());
    result(hv2.connect());
  }

  /** Another driver of a host, not connected yet. */
  Hypervisor open(String host) {
    return LibvirtDriver.open(LibvirtSettings.of(host, config), InstantSource.system());
  }

  ActorTestKit testKit() {
    return testKit;
  }

  Config config() {
    return config;
  }

  /**
   * A guest with a new id, and with an image for its disk if it has one; it is ended after the
   * test, wherever it is.
   */
  DomainTemplate guest(long diskBytes) {
    DomainTemplate template =
        Templates.template(UUID.randomUUID().toString(), "lab-guest", 0, diskBytes);
    guests.add(template.id());
    if (diskBytes > 0) {
      String image = config.getString("guest.disk-folder") + "/" + template.id() + "-0.qcow2";
      run("qemu-img", "create", "-q", "-f", "qcow2", image, Long.toString(diskBytes));
    }
    return template;
  }

  /** A guest that is created on the first host and counts. */
  InstanceId counting(long diskBytes) {
    DomainTemplate template = guest(diskBytes);
    result(hv1.create(template));
    eventually(() -> assertCounted(template.id(), 1));
    return template.id();
  }

  /** What the guest has counted so far on its console, over all hosts and starts. */
  List<Long> counted(InstanceId id) {
    Path log = Path.of(config.getString("guest.serial-folder")).resolve(id + ".log");
    try {
      return Files.readString(log)
          .lines()
          .filter(line -> line.startsWith("counter "))
          .map(line -> Long.valueOf(line.substring("counter ".length()).strip()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has counted that far; fails when not. */
  boolean assertCounted(InstanceId id, long atLeast) {
    List<Long> counted = counted(id);
    if (counted.isEmpty() || counted.get(counted.size() - 1) < atLeast) {
      throw new AssertionError("the guest has counted " + counted);
    }
    return true;
  }

  /** Waits until the guest has counted {@code more} seconds further. */
  void goesOnCounting(InstanceId id, int more) {
    List<Long> before = counted(id);
    eventually(() -> assertCounted(id, before.get(before.size() - 1) + more));
  }

  /** What the host says of the guest. */
  static GuestEvidence look(Hypervisor host, InstanceId id) {
    return Objects.requireNonNull(result(host.look(List.of(id))).get(id));
  }

  /** Asks again and again until the condition holds; false when it never does. */
  boolean holds(BooleanSupplier condition) {
    try {
      return probe.awaitAssert(
          LONG,
          OFTEN,
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

  /** Repeats the assertions until they hold. */
  <T> T eventually(Supplier<T> assertions) {
    return probe.awaitAssert(LONG, assertions::get);
  }

  /** Lets the time pass. */
  void idle(Duration duration) {
    probe.expectNoMessage(duration);
  }

  /** The result of a stage; its own failure is thrown. */
  static <T> T result(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The id of a guest that is ended after the test, wherever it is. */
  InstanceId newGuest() {
    InstanceId id = new InstanceId(UUID.randomUUID().toString());
    guests.add(id);
    return id;
  }

  /** The guests of this test so far. */
  List<InstanceId> guests() {
    return List.copyOf(guests);
  }

  /**
   * The guest's QEMU processes, on whichever host: the hosts share the machine's, and libvirt gives
   * each its guest's name.
   */
  static List<ProcessHandle> processesOf(InstanceId guest) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("guest=" + guest + ","))
        .toList();
  }

  /** Whether a program succeeds. */
  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Runs a program to its end and returns what it said; fails when the program does. */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " has failed: " + output);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (Hypervisor host : List.of(hv1, hv2)) {
      for (GuestEvidence seen : result(host.list())) {
        if (guests.contains(seen.id())) {
          result(host.destroy(seen.id()));
        }
      }
      host.close();
    }
    testKit.shutdownTestKit();
  }
}
