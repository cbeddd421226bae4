package io.drover.scenario;

/**
 * One step of a scenario.
 *
 * @param number its place, from 1
 * @param line where it stands in its file; 0: not known
 * @param action what it does
 */
public record Step(int number, int line, Action action) {

  /** The step as a user would say it, such as {@code live-migrate web-1 to hv2}. */
  public String text() {
    return action.text();
  }
}
