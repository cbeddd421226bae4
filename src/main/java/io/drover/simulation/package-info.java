/**
 * A whole Pekko system on virtual time: one loop thread runs every message, timer and simulated
 * host, nothing waits for real time, and a seed chooses which of the tasks that are ready runs
 * next. The same seed gives the same run.
 *
 * <p>It holds for code that keeps to these rules:
 *
 * <ul>
 *   <li>time comes from {@link io.drover.runtime.DroverClock}, {@link io.drover.runtime.Timeline}
 *       and Pekko's timers; Pekko's {@code CircuitBreaker}, stream {@code throttle} and {@code
 *       idleTimeout} read the machine's clock and are out;
 *   <li>every future runs on a dispatcher of the system: no {@code CompletableFuture} async method
 *       without an executor, no {@code orTimeout}, no {@code delayedExecutor}, no thread, no wait;
 *       what Pekko's Java API answers with goes through {@link io.drover.runtime.Stages}, and
 *       {@code ActorContext.ask}, which does not, is out;
 *   <li>nothing depends on the order of a hash set or map: keys that are an {@code ActorRef} (its
 *       hash is a random uid) or an enum, {@code Map.of}, {@code Set.of} and {@code copyOf} of
 *       them. Pekko itself keeps such sets: more than four watchers of one actor learn of its end
 *       in an order that no seed decides;
 *   <li>randomness is seeded: {@code restartWithBackoff} with a random factor of 0, no {@code
 *       UUID.randomUUID}.
 * </ul>
 */
@NullMarked
package io.drover.simulation;

import org.jspecify.annotations.NullMarked;
