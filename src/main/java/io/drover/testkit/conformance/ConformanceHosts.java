package io.drover.testkit.conformance;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * What an implementation gives to the suite: two hosts for one test, the guests for them, and a way
 * to let time pass. What it cannot give is left to it to say, with the reason.
 */
public interface ConformanceHosts extends AutoCloseable {

  /** A driver of the host where guests start, not connected yet; another one with each call. */
  Hypervisor openSource();

  /** As {@link #openSource()}, of the host where they move to. */
  Hypervisor openDestination();

  /**
   * A guest with an id that no other has, without VIFs; not created yet. If its source host needs
   * an image for its disk, that is made here.
   *
   * @param diskBytes size of its only disk; 0: it has none
   */
  DomainTemplate guest(long diskBytes);

  /** An address at which the source reaches no other host. */
  String deadPeerAddress();

  /** What runs the streams of events. */
  ClassicActorSystemProvider streams();

  /**
   * Lets time pass, real or simulated, until the condition holds; not longer than anything may take
   * on these hosts.
   *
   * @return whether it holds
   */
  boolean passTimeUntil(BooleanSupplier condition);

  /** Lets time pass until a guest that runs would heed its power button. */
  default void passTimeUntilItListens(InstanceId guest) {}

  /**
   * Why this hypervisor refuses a feature as {@code NOT_SUPPORTED}, as a sentence; empty: it has
   * it.
   */
  default Optional<String> unsupported(Feature feature) {
    return Optional.empty();
  }

  /** Why a feature that the hypervisor has cannot be tried here, as a sentence; empty: it can. */
  default Optional<String> notPossibleHere(Feature feature) {
    return Optional.empty();
  }

  /** Why such trouble cannot be made here, as a sentence; empty: it can. */
  default Optional<String> notPossibleHere(Trouble trouble) {
    return Optional.of("no way to make this trouble is known");
  }

  /**
   * Makes trouble, which is possible here.
   *
   * @param guest whom it befalls, if it befalls one
   * @return what heals it; the test runs it once
   */
  default Runnable strike(Trouble trouble, InstanceId guest) {
    throw new UnsupportedOperationException(trouble.name());
  }

  /** After the test: ends all guests that {@link #guest} made, heals what still is in trouble. */
  @Override
  void close();
}
