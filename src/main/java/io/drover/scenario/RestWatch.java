package io.drover.scenario;

import java.util.List;

/**
 * Waits for many instances to be at rest, and is asked after everything that happens: looks first
 * at the one that was not at rest the last time.
 */
final class RestWatch {

  private final List<String> names;
  private final Facts facts;
  private int next;

  RestWatch(List<String> names, Facts facts) {
    this.names = names;
    this.facts = facts;
  }

  /** Whether all of them are at rest at this moment. */
  boolean holds() {
    for (int looked = 0; looked < names.size(); looked++) {
      if (Rest.whyNot(facts.instance(names.get(next)).orElse(null)).isPresent()) {
        return false;
      }
      next = (next + 1) % names.size();
    }
    return true;
  }
}
