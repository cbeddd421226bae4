package io.drover.architecture.bad.calls;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Asks for chance, and for collections in the order of chance, in every way. */
public final class DependsOnChance {

  private DependsOnChance() {}

  public static String id() {
    return UUID.randomUUID().toString();
  }

  public static double number() {
    return Math.random() + ThreadLocalRandom.current().nextDouble();
  }

  public static RandomGenerator generator(int kind) {
    return switch (kind) {
      case 0 -> new Random();
      case 1 -> new SplittableRandom();
      default -> new SecureRandom();
    };
  }

  public static RandomGenerator seeded() {
    return new SplittableRandom(1);
  }

  public static Map<String, Integer> map() {
    return Map.of("a", 1, "b", 2);
  }

  public static Map<String, Integer> copy(Map<String, Integer> map) {
    return Map.copyOf(map);
  }

  public static Set<String> set() {
    return Set.of("a", "b");
  }

  public static Set<String> array(String... elements) {
    return Set.of(elements);
  }

  public static Set<String> one() {
    return Map.of("a", Set.of("a")).getOrDefault("a", Set.of());
  }
}
