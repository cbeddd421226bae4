package io.drover.hypervisor;

import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * One host's hypervisor. No method blocks its caller; an implementation over blocking calls brings
 * a bounded pool of threads of its own for each host.
 *
 * <p>A stage fails with a {@link HypervisorException}, whose kind says whether the effect is known
 * not to have happened. A stage may also never complete: callers bound every wait, and treat what
 * they stopped waiting for as unknown.
 */
public interface Hypervisor extends AutoCloseable {

  /**
   * Told once, before the first call: what is asked again right before each call that waited in
   * here, and throws when this process may not act any more. One that makes calls at once needs not
   * do anything.
   */
  default void guard(Runnable check) {}

  /**
   * Opens the connection, or replaces it by a fresh one, and says what the host is. Also the probe
   * of a host that was lost.
   */
  CompletionStage<HostFacts> connect();

  /** A sign of life over the connection that is there. */
  CompletionStage<Done> ping();

  /**
   * Looks at the given guests with one question. The answer has an entry for each id that something
   * is known of; a guest that is not there is {@link GuestState#ABSENT}.
   */
  CompletionStage<Map<InstanceId, GuestEvidence>> look(Collection<InstanceId> ids);

  /**
   * The evidence of every guest on the host that has an instance id, in ascending order of id. One
   * that is there, but does not tell what it is, is left out: this is no evidence of absence.
   */
  CompletionStage<List<GuestEvidence>> list();

  /** Creates and starts a transient guest; fails as {@code ALREADY_EXISTS} when the id is there. */
  CompletionStage<Done> create(DomainTemplate template);

  /**
   * Ends the guest at once, also a saved one; its disks stay. Fails as {@code NOT_FOUND} when it is
   * not there.
   */
  CompletionStage<Done> destroy(InstanceId id);

  /** Presses the power button; the guest may take its time, or ignore it. */
  CompletionStage<Done> shutdown(InstanceId id);

  /** Presses the reset button of a running guest: the same incarnation starts again. */
  CompletionStage<Done> reset(InstanceId id);

  /**
   * Stops the guest's processors. Where they stand still already nothing changes, and the call
   * succeeds or fails as {@code INVALID_STATE}.
   */
  CompletionStage<Done> pause(InstanceId id);

  /**
   * Lets a paused guest's processors go on. Where they run already nothing changes, and the call
   * succeeds or fails as {@code INVALID_STATE}.
   */
  CompletionStage<Done> resume(InstanceId id);

  /**
   * Puts the memory of a running or paused guest on the host's disk and ends it: from then on it is
   * {@link GuestState#SUSPENDED}, until it is restored or destroyed.
   */
  CompletionStage<Done> save(InstanceId id);

  /**
   * Lets a saved guest run on from where it was, also one that was paused, as another incarnation;
   * what was on disk is used up. Fails as {@code INVALID_STATE} when it was not saved.
   */
  CompletionStage<Done> restore(InstanceId id);

  /**
   * Moves a running guest, peer to peer: once begun, the hosts carry it to its end by themselves.
   * Completes when the job is over. How it ended is decided from the evidence of both hosts, never
   * from this result alone. The only call that takes as long as it takes.
   *
   * <p>A call that {@linkplain MigrateCall#resume resumes} a broken post-copy fails as {@code
   * INVALID_STATE} when this host does not have its half of it, and somehow when the other does
   * not.
   */
  CompletionStage<Done> migrate(MigrateCall call);

  /**
   * The progress of the guest's migration job on this (the source) host; empty without a job, also
   * when the guest is not there.
   */
  CompletionStage<Optional<JobInfo>> jobInfo(InstanceId id);

  /**
   * Asks for the end of the guest's migration job; the job ends some time later. Fails as {@code
   * INVALID_STATE} without a job.
   */
  CompletionStage<Done> abortJob(InstanceId id);

  /**
   * Sets the longest pause that the running job may make for its switch-over. Without a job it has
   * no effect, and succeeds or fails as {@code INVALID_STATE}.
   */
  CompletionStage<Done> setMaxDowntime(InstanceId id, Duration downtime);

  /**
   * Switches a running job to post-copy. Fails as {@code INVALID_STATE} without a job, or when it
   * was not started with post-copy allowed.
   */
  CompletionStage<Done> startPostCopy(InstanceId id);

  /** The guest's disks; fails as {@code NOT_FOUND} when it vanished. */
  CompletionStage<List<DiskInfo>> diskInfo(InstanceId id);

  /** Whether a guest of a host with these facts can run here. */
  CompletionStage<Compatibility> compare(HostFacts source);

  /**
   * What happens on the host, as it happens: hints that make looking worth while, never evidence.
   * Ends or fails when the connection is lost; materialised anew after each {@link #connect()}.
   */
  Source<HypervisorEvent, NotUsed> events();

  /**
   * Lets go of connections and threads; guests go on. Every later call fails as {@code UNREACHABLE}
   * and has no effect.
   */
  @Override
  void close();
}
