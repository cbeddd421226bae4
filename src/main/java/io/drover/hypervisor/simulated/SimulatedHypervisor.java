package io.drover.hypervisor.simulated;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** One orchestrator's connection to one simulated host. */
final class SimulatedHypervisor implements Hypervisor {
  private final FleetParts fleet;
  private final Host host;
  private final Hints hints;
  private volatile boolean closed;

  SimulatedHypervisor(FleetParts fleet, Host host) {
    this.fleet = fleet;
    this.host = host;
    this.hints = new Hints();
    fleet.monitor().run(() -> host.listeners().add(hints));
  }

  @Override
  public CompletionStage<HostFacts> connect() {
    return make(Call.CONNECT, List.of(), host::facts);
  }

  @Override
  public CompletionStage<Done> ping() {
    return make(Call.PING, List.of(), Done::getInstance);
  }

  @Override
  public CompletionStage<Map<InstanceId, GuestEvidence>> look(Collection<InstanceId> ids) {
    List<InstanceId> asked = List.copyOf(ids);
    return make(Call.GUEST_INFO, asked, () -> evidence(asked));
  }

  @Override
  public CompletionStage<List<GuestEvidence>> list() {
    return make(
        Call.GUEST_INFO,
        List.of(),
        () -> {
          Instant now = fleet.monitor().now();
          return host.guests().values().stream().map(guest -> guest.evidence(now)).toList();
        });
  }

  @Override
  public CompletionStage<Done> create(DomainTemplate template) {
    return act(Call.CREATE, template.id(), () -> fleet.operations().create(host, template));
  }

  @Override
  public CompletionStage<Done> destroy(InstanceId id) {
    return act(Call.DESTROY, id, () -> fleet.operations().destroy(host, id));
  }

  @Override
  public CompletionStage<Done> shutdown(InstanceId id) {
    return act(Call.SHUTDOWN, id, () -> fleet.operations().shutdown(host, id));
  }

  @Override
  public CompletionStage<Done> reset(InstanceId id) {
    return act(Call.RESET, id, () -> fleet.operations().reset(host, id));
  }

  @Override
  public CompletionStage<Done> pause(InstanceId id) {
    return act(Call.PAUSE, id, () -> fleet.operations().pause(host, id));
  }

  @Override
  public CompletionStage<Done> resume(InstanceId id) {
    return act(Call.RESUME, id, () -> fleet.operations().resume(host, id));
  }

  @Override
  public CompletionStage<Done> save(InstanceId id) {
    return act(Call.SAVE, id, () -> fleet.operations().save(host, id));
  }

  @Override
  public CompletionStage<Done> restore(InstanceId id) {
    return act(Call.RESTORE, id, () -> fleet.operations().restore(host, id));
  }

  @Override
  public CompletionStage<Done> migrate(MigrateCall call) {
    return closed
        ? refused()
        : fleet
            .desk()
            .makeLong(
                request(Call.MIGRATE, List.of(call.id())),
                reply -> fleet.departures().depart(host, call, reply));
  }

  @Override
  public CompletionStage<Optional<JobInfo>> jobInfo(InstanceId id) {
    return make(Call.JOB_INFO, List.of(id), () -> fleet.transfers().info(host.guests().get(id)));
  }

  @Override
  public CompletionStage<Done> abortJob(InstanceId id) {
    return act(Call.ABORT, id, () -> fleet.transfers().abort(host.guest(id)));
  }

  @Override
  public CompletionStage<Done> setMaxDowntime(InstanceId id, Duration downtime) {
    return act(
        Call.SET_DOWNTIME, id, () -> fleet.transfers().setMaxDowntime(host.guest(id), downtime));
  }

  @Override
  public CompletionStage<Done> startPostCopy(InstanceId id) {
    return act(Call.POST_COPY, id, () -> fleet.transfers().startPostCopy(host.guest(id)));
  }

  @Override
  public CompletionStage<List<DiskInfo>> diskInfo(InstanceId id) {
    return make(Call.DISK_INFO, List.of(id), () -> Disks.of(host.guest(id).template()));
  }

  @Override
  public CompletionStage<Compatibility> compare(HostFacts source) {
    return make(Call.COMPARE, List.of(), () -> compatibility(source, host.facts()));
  }

  @Override
  public Source<HypervisorEvent, NotUsed> events() {
    return hints
        .source()
        .mapMaterializedValue(
            materialized -> {
              fleet.effects().refuseListener(host, hints);
              return materialized;
            });
  }

  @Override
  public void close() {
    fleet
        .monitor()
        .run(
            () -> {
              closed = true;
              host.listeners().remove(hints);
              fleet.desk().abandon(host, this);
              fleet.monitor().post(hints::complete);
            });
  }

  private Map<InstanceId, GuestEvidence> evidence(List<InstanceId> asked) {
    Instant now = fleet.monitor().now();
    Map<InstanceId, GuestEvidence> seen = new TreeMap<>();
    for (InstanceId id : asked) {
      Guest guest = host.guests().get(id);
      seen.put(id, guest == null ? GuestEvidence.absent(id, now) : guest.evidence(now));
    }
    return Collections.unmodifiableMap(seen);
  }

  private static Compatibility compatibility(HostFacts source, HostFacts here) {
    if (!source.type().equals(here.type())) {
      return Compatibility.no(
          "the hypervisors differ: %s and %s".formatted(source.type(), here.type()));
    }
    return source.cpuModel().equals(here.cpuModel())
        ? Compatibility.YES
        : Compatibility.no(
            "the processors differ: %s and %s".formatted(source.cpuModel(), here.cpuModel()));
  }

  private <T> CompletionStage<T> make(Call call, List<InstanceId> about, Supplier<T> effect) {
    return closed ? refused() : fleet.desk().make(request(call, about), effect);
  }

  private <T> CompletionStage<T> refused() {
    return CompletableFuture.failedStage(
        new HypervisorException(
            Kind.UNREACHABLE, "the connection to %s is closed".formatted(host.name())));
  }

  private CompletionStage<Done> act(Call call, InstanceId id, Runnable effect) {
    return make(
        call,
        List.of(id),
        () -> {
          effect.run();
          return Done.getInstance();
        });
  }

  private CallDesk.Request request(Call call, List<InstanceId> about) {
    return new CallDesk.Request(this, host, call, about, fleet.settings().callLatency());
  }
}
