package io.drover.scenario;

import com.typesafe.config.Config;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A scenario as its file tells it, checked: every name in it is known or deliberately wrong.
 *
 * @param name what people call it
 * @param file the file it was read from, as its user wrote it
 * @param hosts in ascending order of name
 * @param instances in ascending order of name
 * @param settings what it changes below {@code drover}
 * @param steps in the order in which they are taken
 */
public record Scenario(
    String name,
    String file,
    List<HostDefinition> hosts,
    List<InstanceDefinition> instances,
    Config settings,
    List<Step> steps) {

  /** Copies the lists. */
  public Scenario {
    hosts = List.copyOf(hosts);
    instances = List.copyOf(instances);
    steps = List.copyOf(steps);
  }

  /** The names of all instances, in ascending order. */
  public SortedSet<String> instanceNames() {
    SortedSet<String> names = new TreeSet<>();
    instances.forEach(instance -> names.add(instance.name()));
    return names;
  }
}
