package io.drover.explorer;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance that a seed repeats. */
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A number from 0 to {@code bound - 1}, each as likely. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number between these, both included, each as likely. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** A number between these, both included; the higher {@code skew}, the more often a small one. */
  int mostlySmall(int least, int most, int skew) {
    return least + (int) (Math.pow(random.nextDouble(), skew) * (most - least + 1));
  }

  /** True in so many of a hundred cases. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** One of them. */
  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** One of them, according to their weights. */
  <T> T weighted(List<Weighted<T>> choices) {
    int at = random.nextInt(choices.stream().mapToInt(Weighted::weight).sum());
    for (Weighted<T> choice : choices) {
      at -= choice.weight();
      if (at < 0) {
        return choice.value();
      }
    }
    throw new IllegalArgumentException("weights must not be negative: " + choices);
  }

  /** From milliseconds, as calls take them, to half a minute, as deadlines do. */
  Duration pause() {
    int kind = random.nextInt(10);
    int millis = kind < 5 ? between(1, 60) : kind < 8 ? between(60, 3_000) : between(3_000, 30_000);
    return Duration.ofMillis(millis);
  }

  /** How long a slow call takes: now and then longer than any deadline. */
  Duration slowness() {
    return Duration.ofMillis(chance(15) ? between(12_000, 60_000) : between(20, 12_000));
  }

  /**
   * A choice and how often it is taken compared with the others.
   *
   * @param <T> what is chosen
   */
  record Weighted<T>(int weight, T value) {}
}
