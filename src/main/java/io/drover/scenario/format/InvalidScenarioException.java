package io.drover.scenario.format;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario that cannot be played as it is written. */
public class InvalidScenarioException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** With all that is wrong, in the order of the file. */
  public InvalidScenarioException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, in the order of the file; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
