package io.drover.testkit.conformance;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import io.drover.runtime.Stages;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two connected hosts for one test, and what the tests ask of them again and again. */
final class Bench implements AutoCloseable {
  static final long MIB = 1024 * 1024;

  /** So little, in bytes per second, that a migration lasts until it is ended. */
  static final long SLOW = MIB;

  static final Duration SHORT_PAUSE = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(HypervisorConformance.class);

  final ConformanceHosts hosts;
  final Hypervisor source;
  final Hypervisor destination;
  private final String test;
  private final String peerAddress;

  Bench(ConformanceHosts hosts, String test) {
    this.hosts = hosts;
    this.test = test;
    source = hosts.openSource();
    destination = hosts.openDestination();
    answer(source.connect());
    HostFacts there = answer(destination.connect());
    peerAddress = there.peerAddress();
  }

  // Time and answers.

  /** Lets time pass until the condition holds; fails when it never does. */
  void eventually(String what, BooleanSupplier condition) {
    assertTrue(hosts.passTimeUntil(condition), () -> "in all the time that there is: " + what);
  }

  /** How a call ended; one of the two is null. */
  record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {

    boolean succeeded() {
      return failure == null;
    }
  }

  /** Waits for the end of a call. */
  <T> Outcome<T> outcome(CompletionStage<T> call) {
    var ended =
        call.handle((value, failure) -> new Outcome<T>(value, failure)).toCompletableFuture();
    eventually("the call is answered", ended::isDone);
    return requireNonNull(ended.getNow(null));
  }

  /** The answer of a call that has to succeed. */
  <T> T answer(CompletionStage<T> call) {
    Outcome<T> outcome = outcome(call);
    if (outcome.failure() != null) {
      return fail("the call has failed", outcome.failure());
    }
    return requireNonNull(outcome.value());
  }

  /** Makes a call that may be refused at first, until it succeeds. */
  void answerInTheEnd(Supplier<CompletionStage<Done>> call) {
    AtomicBoolean succeeded = new AtomicBoolean();
    eventually(
        "the call succeeds",
        () -> {
          if (!succeeded.get()) {
            succeeded.set(outcome(call.get()).succeeded());
          }
          return succeeded.get();
        });
  }

  /** Waits for the failure of a call, as one of these kinds, with a sentence for the operator. */
  Kind fails(CompletionStage<?> call, Kind kind, Kind... orElse) {
    return failsAs(call, EnumSet.of(kind, orElse));
  }

  /** As {@link #fails}, whatever the kind. */
  Kind failsAnyhow(CompletionStage<?> call) {
    return failsAs(call, EnumSet.allOf(Kind.class));
  }

  private Kind failsAs(CompletionStage<?> call, Set<Kind> kinds) {
    Outcome<?> outcome = outcome(call);
    if (outcome.succeeded()) {
      return fail("the call must fail as one of %s, not succeed".formatted(kinds));
    }
    HypervisorException failure = cause(outcome.failure());
    assertTrue(
        kinds.contains(failure.kind()),
        () -> "kind %s is none of %s: %s".formatted(failure.kind(), kinds, failure.getMessage()));
    String sentence = failure.getMessage();
    assertTrue(sentence != null && !sentence.isBlank(), "a failure says what is the matter");
    return failure.kind();
  }

  /** Waits for a call whose repetition may be taken as done or refused, but must change nothing. */
  void isDoneOrRefused(CompletionStage<?> call) {
    Outcome<?> outcome = outcome(call);
    if (!outcome.succeeded()) {
      assertEquals(Kind.INVALID_STATE, cause(outcome.failure()).kind());
    }
  }

  /** The failure of a call, without the wrapping that stages add. */
  static HypervisorException cause(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Stages.cause(failure);
    return cause instanceof HypervisorException told
        ? told
        : fail("a call fails with a HypervisorException only", cause);
  }

  // Guests.

  /** A guest without a disk that runs on the source. */
  DomainTemplate running() {
    return running(hosts.guest(0));
  }

  /** A guest that runs on the source. */
  DomainTemplate running(DomainTemplate guest) {
    answer(source.create(guest));
    becomes(source, guest.id(), GuestState.RUNNING);
    return guest;
  }

  GuestEvidence look(Hypervisor host, InstanceId id) {
    return requireNonNull(
        answer(host.look(List.of(id))).get(id), "a look has an entry for each id");
  }

  GuestState state(Hypervisor host, InstanceId id) {
    return look(host, id).state();
  }

  Incarnation incarnation(InstanceId id) {
    return requireNonNull(
        look(source, id).incarnation(), "a guest that is there has an incarnation");
  }

  /** Lets time pass until the guest is this. */
  void becomes(Hypervisor host, InstanceId id, GuestState state) {
    eventually("%s becomes %s".formatted(id, state), () -> state(host, id) == state);
  }

  /** The guest runs on the source, without a job, and is not on the destination. */
  void staysAtTheSource(InstanceId id) {
    eventually("the job of %s is over".formatted(id), () -> !look(source, id).jobActive());
    assertAll(
        () -> assertEquals(GuestState.RUNNING, state(source, id)),
        () -> assertEquals(Optional.empty(), answer(source.jobInfo(id))),
        () -> becomes(destination, id, GuestState.ABSENT));
  }

  /** The guest runs on the destination, without a job, and is not on the source. */
  void hasMoved(InstanceId id) {
    GuestEvidence there = look(destination, id);
    assertAll(
        () -> assertEquals(GuestState.ABSENT, state(source, id)),
        () -> assertEquals(GuestState.RUNNING, there.state()),
        () -> assertTrue(!there.jobActive(), "no job is left"),
        () -> requireNonNull(there.incarnation(), "a guest that is there has an incarnation"));
  }

  // Migrations.

  /** The order to move a guest to the destination as fast as possible. */
  MigrateCall order(InstanceId id) {
    return new MigrateCall(id, "destination", peerAddress, false, false, 0, SHORT_PAUSE, false);
  }

  /** The same to another address. */
  static MigrateCall to(String address, MigrateCall order) {
    return new MigrateCall(
        order.id(), "elsewhere", address, false, false, 0, order.maxDowntime(), false);
  }

  /** The same with the disks. */
  static MigrateCall withDisks(MigrateCall order) {
    return new MigrateCall(
        order.id(),
        order.destination(),
        order.peerAddress(),
        true,
        false,
        0,
        order.maxDowntime(),
        false);
  }

  /** The same, but so slowly that it lasts until it is ended. */
  MigrateCall slowly(InstanceId id, boolean postCopy) {
    return new MigrateCall(
        id, "destination", peerAddress, false, postCopy, SLOW, SHORT_PAUSE, false);
  }

  /** The order to go on with a post-copy that broke. */
  MigrateCall resumption(InstanceId id) {
    return new MigrateCall(id, "destination", peerAddress, false, true, 0, SHORT_PAUSE, true);
  }

  /** Begins a migration that lasts, and waits until its job is under way. */
  CompletionStage<Done> beginSlowly(InstanceId id, boolean postCopy) {
    CompletionStage<Done> migration = source.migrate(slowly(id, postCopy));
    progress(id);
    return migration;
  }

  /** The progress of the guest's job, once it has sent something. */
  JobInfo progress(InstanceId id) {
    eventually(
        "the job of %s is under way".formatted(id),
        () ->
            answer(source.jobInfo(id))
                .filter(job -> job.memoryTotal() > 0 && job.memoryRemaining() > 0)
                .isPresent());
    return answer(source.jobInfo(id)).orElseThrow();
  }

  // What is not there.

  /** Whether the feature is there; ends the test, telling why, when it cannot be tried. */
  boolean supports(Feature feature) {
    hosts.notPossibleHere(feature).ifPresent(reason -> leaveOut(feature.name(), reason));
    Optional<String> refused = hosts.unsupported(feature);
    refused.ifPresent(reason -> LOG.info("{}: {} must be refused here: {}", test, feature, reason));
    return refused.isEmpty();
  }

  /** Makes trouble; ends the test, telling why, when it cannot be made. */
  Runnable strike(Trouble trouble, InstanceId guest) {
    requirePossible(trouble);
    return hosts.strike(trouble, guest);
  }

  /** Ends the test, telling why, when such trouble cannot be made. */
  void requirePossible(Trouble trouble) {
    hosts.notPossibleHere(trouble).ifPresent(reason -> leaveOut(trouble.name(), reason));
  }

  private void leaveOut(String what, String reason) {
    String sentence = "%s is not possible here: %s".formatted(what, reason);
    LOG.info("{}: {}", test, sentence);
    Assumptions.abort(sentence);
  }

  @Override
  public void close() {
    try {
      source.close();
      destination.close();
    } finally {
      hosts.close();
    }
  }
}
