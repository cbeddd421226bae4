package io.drover.scenario;

import java.util.List;
import java.util.SortedSet;

/** Which instances a step means: one by its name, or all of the scenario. */
public record Target(String name) {

  /** The word that means every instance. */
  public static final String ALL = "all";

  /** Whether every instance is meant. */
  public boolean all() {
    return name.equals(ALL);
  }

  /** The instances that are meant, in ascending order of name. */
  public List<String> among(SortedSet<String> instances) {
    return all() ? List.copyOf(instances) : List.of(name);
  }
}
