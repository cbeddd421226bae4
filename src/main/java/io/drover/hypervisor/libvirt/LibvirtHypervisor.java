package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;
import static io.drover.hypervisor.libvirt.SessionCalls.Kind.BULK;
import static io.drover.hypervisor.libvirt.SessionCalls.Kind.CONTROL;
import static io.drover.hypervisor.libvirt.SessionCalls.Kind.DISKS;
import static io.drover.hypervisor.libvirt.SessionCalls.Kind.LIFECYCLE;
import static io.drover.hypervisor.libvirt.SessionCalls.Kind.PROGRESS;

import com.sun.jna.ptr.LongByReference;
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
import io.drover.runtime.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virDomainBlockInfo;
import org.w3c.dom.Element;

/**
 * A host over libvirt. What is answered at once, what begins and ends guests, and what lasts have
 * connections and threads of their own, so that an abort, or the end of a guest, never waits behind
 * a migration.
 */
final class LibvirtHypervisor implements Hypervisor {
  private static final Libvirt LIBVIRT = Libvirt.INSTANCE;
  private static final int CPU_INCOMPATIBLE = 0;

  private final LibvirtSettings settings;
  private final InstantSource clock;
  private final SessionCalls calls;
  private final OpenQuestions progress;

  LibvirtHypervisor(LibvirtSettings settings, InstantSource clock, Timeline timeline) {
    this.settings = settings;
    this.clock = clock;
    calls = new SessionCalls(settings, timeline);
    progress = new OpenQuestions(settings.host());
  }

  @Override
  public void guard(Runnable check) {
    calls.guard(check);
  }

  @Override
  public CompletionStage<HostFacts> connect() {
    return calls.connect();
  }

  @Override
  public CompletionStage<Done> ping() {
    return calls.soon(
        CONTROL,
        "sign of life",
        now ->
            now.control()
                .use(
                    "sign of life",
                    connection -> {
                      check(LIBVIRT.virConnectGetLibVersion(connection, new LongByReference()));
                      return Done.getInstance();
                    }));
  }

  @Override
  public CompletionStage<Map<InstanceId, GuestEvidence>> look(Collection<InstanceId> ids) {
    Set<InstanceId> wanted = new TreeSet<>(ids);
    return calls.soon(
        CONTROL,
        "look",
        now -> {
          Instant seenAt = clock.instant();
          return look(now, "look", wanted::contains, seenAt).answer(wanted, seenAt);
        });
  }

  @Override
  public CompletionStage<List<GuestEvidence>> list() {
    return calls.soon(
        CONTROL,
        "list",
        now -> {
          Instant seenAt = clock.instant();
          return List.copyOf(look(now, "list", id -> true, seenAt).seen().values());
        });
  }

  private Evidence look(Session now, String what, Predicate<InstanceId> wanted, Instant seenAt) {
    return now.control().use(what, c -> Evidence.of(settings.host(), c, wanted, seenAt));
  }

  @Override
  public CompletionStage<Done> create(DomainTemplate template) {
    String what = "creation of " + template.id();
    return calls.soon(
        LIFECYCLE,
        what,
        now -> {
          String xml =
              DomainXml.of(template, settings.guest(), now.profile().domainType(), clock.instant());
          return now.lifecycle().use(what, c -> create(c, template.id(), xml));
        });
  }

  private Done create(ConnectionPointer connection, InstanceId id, String xml) {
    // libvirt itself would start a guest that is saved afresh.
    requireAbsent(connection, id);
    try {
      LIBVIRT.virDomainFree(check(LIBVIRT.virDomainCreateXML(connection, xml, 0)));
      return Done.getInstance();
    } catch (LibvirtError e) {
      // libvirt has no number of its own for this, and undoes a start that fails half way.
      requireAbsent(connection, id);
      throw e;
    }
  }

  private void requireAbsent(ConnectionPointer connection, InstanceId id) {
    DomainPointer other = LIBVIRT.virDomainLookupByName(connection, id.value());
    if (other != null) {
      LIBVIRT.virDomainFree(other);
      throw new HypervisorException(
          Kind.ALREADY_EXISTS, "%s: %s is there already".formatted(settings.host(), id));
    }
  }

  @Override
  public CompletionStage<Done> destroy(InstanceId id) {
    return calls.soon(
        LIFECYCLE,
        "end of " + id,
        now ->
            now.lifecycle()
                .useGuest(
                    "end",
                    id,
                    guest -> {
                      SavedGuest.end(guest);
                      return Done.getInstance();
                    }));
  }

  @Override
  public CompletionStage<Done> shutdown(InstanceId id) {
    return shortOrder("power button", id, LIBVIRT::virDomainShutdown);
  }

  @Override
  public CompletionStage<Done> reset(InstanceId id) {
    return shortOrder("reset", id, guest -> LIBVIRT.virDomainReset(guest, 0));
  }

  @Override
  public CompletionStage<Done> pause(InstanceId id) {
    return shortOrder("pause", id, LIBVIRT::virDomainSuspend);
  }

  @Override
  public CompletionStage<Done> resume(InstanceId id) {
    return shortOrder("resumption", id, Resumption::of);
  }

  @Override
  public CompletionStage<Done> save(InstanceId id) {
    return calls.lasting(
        BULK,
        "saving of " + id,
        now ->
            now.bulk()
                .useGuest(
                    "saving",
                    id,
                    (connection, guest) -> {
                      SavedGuest.save(connection, guest, id);
                      return Done.getInstance();
                    }));
  }

  @Override
  public CompletionStage<Done> restore(InstanceId id) {
    return calls.lasting(
        BULK,
        "restoration of " + id,
        now ->
            now.bulk()
                .useGuest(
                    "restoration",
                    id,
                    guest -> {
                      SavedGuest.restore(guest, id);
                      return Done.getInstance();
                    }));
  }

  @Override
  public CompletionStage<Done> migrate(MigrateCall call) {
    return calls.lasting(
        BULK,
        "migration of " + call.id(),
        now -> {
          Migration.lacking(call, now.libvirt())
              .ifPresent(
                  why -> {
                    throw new HypervisorException(Kind.NOT_SUPPORTED, settings.host() + ": " + why);
                  });
          return now.bulk()
              .beginOnGuest(
                  "migration to " + call.destination(),
                  call.id(),
                  guest -> {
                    Migration.run(guest, call, settings.migration());
                    return Done.getInstance();
                  });
        });
  }

  @Override
  public CompletionStage<Optional<JobInfo>> jobInfo(InstanceId id) {
    return calls.soon(
        PROGRESS,
        "progress of " + id,
        now -> progress.ask("progress", id, () -> progress(now.questions(), id)));
  }

  private static Optional<JobInfo> progress(LibvirtConnection connection, InstanceId id) {
    try {
      return connection.useGuest("progress", id, guest -> Job.of(guest).info());
    } catch (HypervisorException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public CompletionStage<Done> abortJob(InstanceId id) {
    return shortOrder(
        "abort of the migration",
        id,
        guest -> {
          Job.of(guest).requireOutgoing(id);
          return LIBVIRT.virDomainAbortJob(guest);
        });
  }

  @Override
  public CompletionStage<Done> setMaxDowntime(InstanceId id, Duration downtime) {
    return shortOrder(
        "downtime",
        id,
        guest -> LIBVIRT.virDomainMigrateSetMaxDowntime(guest, downtime.toMillis(), 0));
  }

  @Override
  public CompletionStage<Done> startPostCopy(InstanceId id) {
    return shortOrder(
        "post-copy", id, guest -> MoreLibvirt.INSTANCE.virDomainMigrateStartPostCopy(guest, 0));
  }

  @Override
  public CompletionStage<List<DiskInfo>> diskInfo(InstanceId id) {
    return calls.lasting(
        DISKS,
        "disks of " + id,
        now -> now.questions().useGuest("disks", id, LibvirtHypervisor::disks));
  }

  private static List<DiskInfo> disks(DomainPointer guest) {
    String description = check(LIBVIRT.virDomainGetXMLDesc(guest, 0)).toString();
    List<DiskInfo> disks = new ArrayList<>();
    for (Element disk : Xml.children(Xml.parse(description), "devices", "disk")) {
      for (Element target : Xml.children(disk, "target")) {
        virDomainBlockInfo sizes = new virDomainBlockInfo();
        check(LIBVIRT.virDomainGetBlockInfo(guest, target.getAttribute("dev"), sizes, 0));
        disks.add(new DiskInfo(sizes.capacity, sizes.allocation));
      }
    }
    return List.copyOf(disks);
  }

  @Override
  public CompletionStage<Compatibility> compare(HostFacts source) {
    return calls.soon(
        CONTROL,
        "comparison of processors",
        now -> {
          Compatibility general = now.profile().accepts(source, now.facts());
          if (!general.compatible() || source.cpuModel().isEmpty()) {
            return general;
          }
          int cpu =
              now.control()
                  .use(
                      "comparison of processors",
                      c -> check(LIBVIRT.virConnectCompareCPU(c, source.cpuModel(), 0)));
          return cpu == CPU_INCOMPATIBLE
              ? Compatibility.no("the processor lacks something that the guest may use")
              : Compatibility.YES;
        });
  }

  @Override
  public Source<HypervisorEvent, NotUsed> events() {
    return Source.<HypervisorEvent>queue(settings.eventBuffer())
        .mapMaterializedValue(
            listener -> {
              try {
                calls.session().events().add(listener);
              } catch (HypervisorException notConnected) {
                listener.fail(notConnected);
              }
              return NotUsed.getInstance();
            });
  }

  @Override
  public void close() {
    calls.close();
  }

  private CompletionStage<Done> shortOrder(
      String what, InstanceId id, ToIntFunction<DomainPointer> order) {
    return calls.soon(CONTROL, what + " of " + id, now -> order(now.control(), what, id, order));
  }

  private static Done order(
      LibvirtConnection connection,
      String what,
      InstanceId id,
      ToIntFunction<DomainPointer> order) {
    return connection.useGuest(
        what,
        id,
        guest -> {
          check(order.applyAsInt(guest));
          return Done.getInstance();
        });
  }
}
