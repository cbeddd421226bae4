package io.drover.simulation;

/** Work went on without end while virtual time stood still. */
public final class LivelockException extends RuntimeException {

  LivelockException(int tasks, Object moment, Object next) {
    super(
        "%d tasks ran at %s and more are ready: something gives itself work without letting time pass; next would be %s"
            .formatted(tasks, moment, next));
  }
}
