package io.drover.hypervisor.libvirt;

import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException;
import io.drover.runtime.Timeline;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * The calls to one host, each on threads of its kind and over the session that is current when it
 * begins. A call that was begun on a session ends on it, even when another has replaced it. One
 * that does not return in time is given up, and whoever listens to its session is told to connect
 * anew; until then others go on over it.
 */
final class SessionCalls implements AutoCloseable {
  /**
   * No keep-alive ends an attempt to connect to a host that took it and fell silent, or to let go
   * of one. Far more than its actor has under way, which makes further ones ever more rarely.
   */
  private static final int CONNECTING = 32;

  /**
   * Few enough that those of all kinds that share a connection are no more than a libvirtd serves
   * for one at a time.
   */
  private static final int PROGRESS = 2;

  /**
   * Questions about disks last as long as a sick storage lets them, so they have threads of their
   * own, and leave most of the calls that a libvirtd serves for one connection to others.
   */
  private static final int DISKS = 2;

  /** What waits for the same threads. */
  enum Kind {
    /** What is answered at once. */
    CONTROL,
    /** Questions to the jobs of guests, which a QEMU that stands still never answers. */
    PROGRESS,
    /** The begin and the end of guests, which must not wait for what lasts. */
    LIFECYCLE,
    /** What lasts as long as what it moves is large. */
    BULK,
    /** Questions about disks. */
    DISKS
  }

  private final LibvirtSettings settings;
  private final StuckCalls stuck;
  private final CallThreads connecting;
  private final Map<Kind, WatchedCalls> calls = new EnumMap<>(Kind.class);
  private final CurrentSession<Session> session;

  SessionCalls(LibvirtSettings settings, Timeline timeline) {
    this.settings = settings;
    String host = settings.host();
    stuck = new StuckCalls(host, settings.stuckThreads());
    connecting = new CallThreads(host, "connect", CONNECTING, settings.queueSize());
    add(Kind.CONTROL, "control", settings.controlThreads(), timeline);
    add(Kind.PROGRESS, "progress", PROGRESS, timeline);
    add(Kind.LIFECYCLE, "lifecycle", settings.bulkThreads(), timeline);
    add(Kind.BULK, "bulk", settings.bulkThreads(), timeline);
    add(Kind.DISKS, "disks", DISKS, timeline);
    session = new CurrentSession<>(host, this::closeLater);
  }

  private void add(Kind kind, String name, int threadCount, Timeline timeline) {
    calls.put(
        kind,
        new WatchedCalls(
            settings.host(), name, threadCount, settings.queueSize(), stuck, timeline));
  }

  /** Asked before each call, on its thread. */
  void guard(Runnable check) {
    calls.values().forEach(of -> of.guard(check));
  }

  /** Opens a session, which replaces the former one when it is there. */
  CompletionStage<HostFacts> connect() {
    Optional<HypervisorException> refusal = stuck.refusal();
    return refusal.isPresent()
        ? CompletableFuture.failedStage(refusal.get())
        : connecting.run(this::open);
  }

  private HostFacts open() {
    long attempt = session.begin();
    Session next = Session.open(settings);
    session.opened(attempt, next);
    return next.facts();
  }

  private void closeLater(Runnable closing) {
    connecting.run(
        () -> {
          closing.run();
          return Done.getInstance();
        });
  }

  /** The session; fails as {@code UNREACHABLE} when there is none. */
  Session session() {
    return session.get();
  }

  /** A call that is given up when it takes too long. */
  <T> CompletionStage<T> soon(Kind kind, String what, Function<Session, T> call) {
    AtomicReference<@Nullable Session> used = new AtomicReference<>();
    return calls(kind)
        .run(
            what,
            settings.stuckAfter(),
            () -> {
              Session worn = used.get();
              if (worn != null) {
                worn.retire();
              }
            },
            () -> {
              Session now = session.get();
              used.set(now);
              return call.apply(now);
            });
  }

  /** A call that lasts as long as what it moves is large, or as storage is slow. */
  <T> CompletionStage<T> lasting(Kind kind, String what, Function<Session, T> call) {
    return calls(kind).run(what, WatchedCalls.UNLIMITED, () -> {}, () -> call.apply(session.get()));
  }

  private WatchedCalls calls(Kind kind) {
    WatchedCalls found = calls.get(kind);
    if (found == null) {
      throw new IllegalStateException("no threads for " + kind);
    }
    return found;
  }

  /** Lets go of the session; the threads that connect take what is opened or retired later, too. */
  @Override
  public void close() {
    session.close();
    calls.values().forEach(WatchedCalls::close);
  }
}
