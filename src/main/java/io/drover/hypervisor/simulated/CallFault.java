package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that go wrong. A selector that is null matches everything; all that are given must match.
 *
 * @param id the name by which it can be healed
 * @param operation which calls
 * @param kind one of error, hang, slow, lost-answer, and rejected for journal writes
 * @param host calls to this host; for a migration, its source
 * @param instance calls about this instance
 * @param times how many calls it strikes
 * @param after how many matching calls it lets pass before
 * @param delay by how much a slow call is late; zero for the other kinds
 * @param at strikes only calls about an instance whose migration is in this phase
 */
public record CallFault(
    @Nullable String id,
    Call operation,
    FaultKind kind,
    @Nullable String host,
    @Nullable InstanceId instance,
    int times,
    int after,
    Duration delay,
    @Nullable MigrationPhase at)
    implements Fault {

  /** As many {@link #times()} as there are calls. */
  public static final int UNTIL_HEALED = Integer.MAX_VALUE;

  /** Refuses what makes no sense together with an {@link IllegalArgumentException}. */
  public CallFault {
    kind.requireTarget(FaultKind.Target.CALL);
    if (kind == FaultKind.REJECTED && operation != Call.JOURNAL_WRITE) {
      throw new IllegalArgumentException(
          "only a journal rejects what it is given, not a " + operation.label());
    }
    if (operation == Call.JOURNAL_WRITE && host != null) {
      throw new IllegalArgumentException("a journal write is made on no host: " + host);
    }
    if (times < 1 || after < 0) {
      throw new IllegalArgumentException(
          "times must be at least 1 and after at least 0: times=%d after=%d"
              .formatted(times, after));
    }
    if (delay.isNegative() || (kind == FaultKind.SLOW) == delay.isZero()) {
      throw new IllegalArgumentException(
          "a slow call, and no other, needs a delay: %s with %s".formatted(kind.label(), delay));
    }
  }

  /** Every such call fails like this until healed; for {@link FaultKind#SLOW} use {@link #slow}. */
  public static CallFault of(Call operation, FaultKind kind) {
    return new CallFault(null, operation, kind, null, null, UNTIL_HEALED, 0, Duration.ZERO, null);
  }

  /** Every such call is late until healed. */
  public static CallFault slow(Call operation, Duration delay) {
    return new CallFault(null, operation, FaultKind.SLOW, null, null, UNTIL_HEALED, 0, delay, null);
  }

  /** The same under a name. */
  public CallFault named(String id) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** The same for calls to one host only. */
  public CallFault on(String host) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** The same for calls about one instance only. */
  public CallFault about(InstanceId instance) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** The same for that many calls only. */
  public CallFault striking(int times) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** The same, but so many matching calls pass first. */
  public CallFault passing(int after) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** The same for calls made in one phase of the instance's migration only. */
  public CallFault during(MigrationPhase at) {
    return new CallFault(id, operation, kind, host, instance, times, after, delay, at);
  }

  /** Whether it befalls a call, however often it has struck. */
  boolean matches(
      Call made,
      @Nullable String madeTo,
      Collection<InstanceId> madeAbout,
      BiPredicate<InstanceId, MigrationPhase> inPhase) {
    if (!operation.covers(made)
        || (host != null && !host.equals(madeTo))
        || (instance != null && !madeAbout.contains(instance))) {
      return false;
    }
    MigrationPhase phase = at;
    return phase == null
        || madeAbout.stream()
            .filter(id -> instance == null || instance.equals(id))
            .anyMatch(id -> inPhase.test(id, phase));
  }
}
