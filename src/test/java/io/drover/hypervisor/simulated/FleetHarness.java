package io.drover.hypervisor.simulated;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.runtime.Timeline;
import io.drover.testing.ManualTimeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;

/** Three hosts of 1 GiB/s on a timeline that a test moves by hand. */
final class FleetHarness {
  static final long MIB = 1024 * 1024;
  static final long GIB = 1024 * MIB;
  static final Duration DOWNTIME = Duration.ofMillis(50);

  final ManualTimeline timeline = new ManualTimeline();
  final SimulatedFleet fleet;
  private final Map<String, SimulatedConnection> connections = new TreeMap<>();

  FleetHarness() {
    this(FleetSettings.defaults());
  }

  FleetHarness(FleetSettings settings) {
    this(settings, timeline -> timeline);
  }

  /** A fleet that sees the timeline through something else. */
  FleetHarness(Function<ManualTimeline, Timeline> seenAs) {
    this(FleetSettings.defaults(), seenAs);
  }

  private FleetHarness(FleetSettings settings, Function<ManualTimeline, Timeline> seenAs) {
    fleet = new SimulatedFleet(seenAs.apply(timeline), settings);
    for (String name : List.of("hv1", "hv2", "hv3")) {
      fleet.addHost(new SimulatedHostSpec(name, new Flavor(16, 64 * GIB, 1024 * GIB), GIB, true));
    }
  }

  SimulatedConnection connection(String host) {
    return connections.computeIfAbsent(host, fleet::connect);
  }

  Hypervisor on(String host) {
    return connection(host).hypervisor();
  }

  FleetTruth truth() {
    return fleet.truth();
  }

  static InstanceId id(String name) {
    return new InstanceId(name);
  }

  static DomainTemplate template(String name, long memory, long disk, long dirtyRate) {
    return new DomainTemplate(
        id(name),
        new InstanceSpec(name, new Flavor(1, memory, disk), 0, dirtyRate),
        List.of(),
        List.of());
  }

  /** A guest that runs, with 4 GiB of memory of which it dirties this much each second. */
  InstanceId running(String host, String name, long dirtyRate) {
    return running(host, template(name, 4 * GIB, 0, dirtyRate));
  }

  InstanceId running(String host, DomainTemplate template) {
    answer(on(host).create(template));
    timeline.advance(Duration.ofSeconds(3));
    assertThat(state(host, template.id())).isEqualTo(GuestState.RUNNING);
    return template.id();
  }

  CompletionStage<Done> migrate(InstanceId id, String from, String to) {
    return migrate(id, from, to, DOWNTIME);
  }

  CompletionStage<Done> migrate(InstanceId id, String from, String to, Duration downtime) {
    return on(from).migrate(order(id, to, false, 0, downtime));
  }

  static MigrateCall order(
      InstanceId id, String to, boolean block, long bandwidth, Duration downtime) {
    return new MigrateCall(id, to, "simulated://" + to, block, true, bandwidth, downtime, false);
  }

  /** What the host's own books say, without asking it. */
  GuestState state(String host, InstanceId id) {
    return truth().guests(host).getOrDefault(id, GuestState.ABSENT);
  }

  GuestEvidence look(String host, InstanceId id) {
    return requireNonNull(answer(on(host).look(List.of(id))).get(id));
  }

  Incarnation incarnation(String host, InstanceId id) {
    return requireNonNull(look(host, id).incarnation());
  }

  Optional<JobInfo> job(String host, InstanceId id) {
    return answer(on(host).jobInfo(id));
  }

  /** Moves time on until the answer is there. */
  <T> T answer(CompletionStage<T> asked) {
    CompletableFuture<T> future = asked.toCompletableFuture();
    while (!future.isDone()) {
      assertThat(timeline.step()).as("somebody still works on the answer").isTrue();
    }
    return requireNonNull(future.join());
  }

  /** Moves time on until the failure is there. */
  RuntimeException failure(CompletionStage<?> asked) {
    try {
      Object value = answer(asked);
      throw new AssertionError("expected a failure, got " + value);
    } catch (CompletionException e) {
      return (RuntimeException) requireNonNull(e.getCause());
    }
  }

  HypervisorException.Kind failureKind(CompletionStage<?> asked) {
    RuntimeException failure = failure(asked);
    assertThat(failure).isInstanceOf(HypervisorException.class);
    return ((HypervisorException) failure).kind();
  }
}
