package io.drover.scenario;

import io.drover.model.InstanceSpec;

/** An instance of a scenario, and the host on which it is booted. */
public record InstanceDefinition(InstanceSpec spec, String host) {

  /** The instance's name. */
  public String name() {
    return spec.name();
  }
}
