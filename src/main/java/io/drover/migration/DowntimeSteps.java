package io.drover.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The pause that a transfer is allowed, raised step by step as it goes on, as Nova does: a tenth of
 * the allowed downtime at first, all of it in the end. The larger the guest, the longer each step.
 */
public record DowntimeSteps(List<Step> steps) {

  /** From {@code after} on, {@code downtime} is allowed. */
  public record Step(Duration after, Duration downtime) {}

  /** Copies the list. */
  public DowntimeSteps {
    steps = List.copyOf(steps);
  }

  /**
   * Nova's steps.
   *
   * @param downtime what is allowed in the end
   * @param count how many steps there are up to it
   * @param delay how long each step lasts for each GiB
   * @param gib how much there is to transfer, in GiB
   */
  public static DowntimeSteps of(Duration downtime, int count, Duration delay, long gib) {
    List<Step> steps = new ArrayList<>();
    double base = (double) downtime.toMillis() / count;
    double offset = (downtime.toMillis() - base) / count;
    for (int i = 0; i <= count; i++) {
      steps.add(
          new Step(
              delay.multipliedBy(gib).multipliedBy(i),
              Duration.ofMillis((long) (base + offset * i))));
    }
    return new DowntimeSteps(steps);
  }

  /** What is allowed after a transfer of this length. */
  public Duration at(Duration elapsed) {
    Duration allowed = steps.get(0).downtime();
    for (Step step : steps) {
      if (elapsed.compareTo(step.after()) > 0) {
        allowed = step.downtime();
      }
    }
    return allowed;
  }
}
