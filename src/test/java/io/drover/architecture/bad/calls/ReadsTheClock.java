package io.drover.architecture.bad.calls;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.function.LongSupplier;

/** Reads the machine's clock in every way. */
public final class ReadsTheClock {
  public static final LongSupplier BY_REFERENCE = System::nanoTime;

  private ReadsTheClock() {}

  public static long inALambda() {
    LongSupplier lambda = () -> System.currentTimeMillis();
    return lambda.getAsLong();
  }

  public static Instant now() {
    return Instant.now();
  }

  public static Instant fromAClock() {
    return Clock.systemUTC().instant();
  }

  @SuppressWarnings("JavaUtilDate")
  public static Date date() {
    return new Date();
  }
}
