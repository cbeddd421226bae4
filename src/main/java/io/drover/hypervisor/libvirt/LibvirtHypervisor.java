package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

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
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virDomainBlockInfo;
import org.w3c.dom.Element;

/**
 * A host over libvirt. Short calls use one connection and its threads, long ones another, so that
 * an abort never waits behind the migration that it is to end. A call that was begun on a
 * connection ends on it, even when {@link #connect()} has replaced it. One that does not return in
 * time is given up, and its session with it, so that the host is connected anew.
 */
final class LibvirtHypervisor implements Hypervisor {
  /**
   * No keep-alive ends an attempt to connect to a host that took it and fell silent, or to let go
   * of one. Far more than its actor has under way, which makes further ones ever more rarely.
   */
  private static final int CONNECTING = 32;

  /**
   * Questions about disks last as long as a sick storage lets them, so they have threads of their
   * own, and leave most of the calls that a libvirtd serves for one connection to others.
   */
  private static final int ASKING_FOR_DISKS = 2;

  private static final Libvirt LIBVIRT = Libvirt.INSTANCE;
  private static final int CPU_INCOMPATIBLE = 0;

  private final LibvirtSettings settings;
  private final InstantSource clock;
  private final StuckCalls stuck;
  private final CallThreads connecting;
  private final WatchedCalls control;
  private final WatchedCalls bulk;
  private final WatchedCalls disks;
  private final CurrentSession<Session> session;

  LibvirtHypervisor(LibvirtSettings settings, InstantSource clock, Timeline timeline) {
    this.settings = settings;
    this.clock = clock;
    String host = settings.host();
    stuck = new StuckCalls(host, settings.stuckThreads());
    connecting = new CallThreads(host, "connect", CONNECTING, settings.queueSize());
    control = calls("control", settings.controlThreads(), timeline);
    bulk = calls("bulk", settings.bulkThreads(), timeline);
    disks = calls("disks", ASKING_FOR_DISKS, timeline);
    session = new CurrentSession<>(host, this::closeLater);
  }

  private WatchedCalls calls(String kind, int threadCount, Timeline timeline) {
    return new WatchedCalls(
        settings.host(), kind, threadCount, settings.queueSize(), stuck, timeline);
  }

  @Override
  public CompletionStage<HostFacts> connect() {
    Optional<HypervisorException> refusal = stuck.refusal();
    return refusal.isPresent()
        ? CompletableFuture.failedStage(refusal.get())
        : connecting.run(this::open);
  }

  private void closeLater(Runnable closing) {
    connecting.run(
        () -> {
          closing.run();
          return Done.getInstance();
        });
  }

  private HostFacts open() {
    long attempt = session.begin();
    Session next = Session.open(settings);
    session.opened(attempt, next);
    return next.facts();
  }

  @Override
  public CompletionStage<Done> ping() {
    return soon(
        control,
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
    return soon(
        control,
        "look",
        now -> {
          Instant seenAt = clock.instant();
          SortedMap<InstanceId, GuestEvidence> seen =
              now.control().use("look", c -> Evidence.of(c, wanted::contains, seenAt));
          wanted.forEach(id -> seen.computeIfAbsent(id, i -> GuestEvidence.absent(i, seenAt)));
          return seen;
        });
  }

  @Override
  public CompletionStage<List<GuestEvidence>> list() {
    return soon(
        control,
        "list",
        now -> {
          Instant seenAt = clock.instant();
          SortedMap<InstanceId, GuestEvidence> seen =
              now.control().use("list", c -> Evidence.of(c, id -> true, seenAt));
          return List.copyOf(seen.values());
        });
  }

  @Override
  public CompletionStage<Done> create(DomainTemplate template) {
    String what = "creation of " + template.id();
    return soon(
        bulk,
        what,
        now -> {
          String xml =
              DomainXml.of(template, settings.guest(), now.profile().domainType(), clock.instant());
          return now.bulk().use(what, c -> create(c, template.id(), xml));
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
    return soon(
        bulk,
        "end of " + id,
        now ->
            now.bulk()
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
    return shortOrder("resumption", id, LIBVIRT::virDomainResume);
  }

  @Override
  public CompletionStage<Done> save(InstanceId id) {
    return lasting(
        bulk,
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
    return lasting(
        bulk,
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
    return lasting(
        bulk,
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
    return soon(
        control,
        "progress of " + id,
        now -> {
          try {
            return now.control().useGuest("progress", id, guest -> Job.of(guest).info());
          } catch (HypervisorException e) {
            if (e.kind() == Kind.NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public CompletionStage<Done> abortJob(InstanceId id) {
    return shortOrder("abort of the migration", id, LIBVIRT::virDomainAbortJob);
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
    return lasting(
        disks, "disks of " + id, now -> now.bulk().useGuest("disks", id, LibvirtHypervisor::disks));
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
    return soon(
        control,
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
                session.get().events().add(listener);
              } catch (HypervisorException notConnected) {
                listener.fail(notConnected);
              }
              return NotUsed.getInstance();
            });
  }

  @Override
  public void close() {
    // The threads that connect take what is opened or retired from now on, too, to close it.
    session.close();
    control.close();
    bulk.close();
    disks.close();
  }

  private CompletionStage<Done> shortOrder(
      String what, InstanceId id, ToIntFunction<DomainPointer> order) {
    return soon(control, what + " of " + id, now -> order(now.control(), what, id, order));
  }

  /** A call that is given up, with the session that it used, when it takes too long. */
  private <T> CompletionStage<T> soon(WatchedCalls calls, String what, Function<Session, T> call) {
    AtomicReference<@Nullable Session> used = new AtomicReference<>();
    return calls.run(
        what,
        settings.stuckAfter(),
        () -> {
          Session now = used.get();
          if (now != null) {
            session.retire(now);
          }
        },
        () -> {
          Session now = session.get();
          used.set(now);
          return call.apply(now);
        });
  }

  /** A call that lasts as long as what it moves is large, or as storage is slow. */
  private <T> CompletionStage<T> lasting(
      WatchedCalls calls, String what, Function<Session, T> call) {
    return calls.run(what, WatchedCalls.UNLIMITED, () -> {}, () -> call.apply(session.get()));
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
