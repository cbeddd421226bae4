package io.drover.runtime;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Where new identities come from. Thread-safe when its generator is. */
@FunctionalInterface
public interface Ids {

  /** A new identity: a UUID in text form. */
  String next();

  /** Identities that nobody can guess. */
  static Ids random() {
    return from(new SecureRandom());
  }

  /** Identities from a generator; the same ones from a generator of the same seed. */
  static Ids from(RandomGenerator generator) {
    return () -> {
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(generator.nextLong()).putLong(generator.nextLong()).flip();
      long high = (bytes.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
      long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low).toString();
    };
  }
}
