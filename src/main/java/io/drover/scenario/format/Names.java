package io.drover.scenario.format;

import java.util.Collection;
import java.util.SortedSet;

/** The hosts and instances that a scenario declares. */
record Names(SortedSet<String> hosts, SortedSet<String> instances) {

  /** Tells when the value of {@code key} is no host. */
  void checkHost(Section section, String key, String name) {
    check(section, key, name, "host", "hosts", hosts);
  }

  /** Tells when the value of {@code key} is no instance. */
  void checkInstance(Section section, String key, String name) {
    check(section, key, name, "instance", "instances", instances);
  }

  private static void check(
      Section section, String key, String name, String what, String plural, Collection<String> in) {
    // A placeholder stands for a value that is told already.
    if (!in.contains(name) && !name.equals(Kinds.NAME.placeholder())) {
      section.wrong(key, Suggestions.unknown(what, plural, name, in));
    }
  }
}
