package io.drover.model;

import java.util.List;

/**
 * A host as the orchestrator sees it.
 *
 * @param name its name
 * @param state whether it can be worked with
 * @param capacity what it has
 * @param claimed what is claimed of it
 * @param claims whose claims these are, in ascending order of id
 * @param slotsOut migrations that hold a slot to leave it
 * @param slotsIn migrations that hold a slot to enter it
 */
public record HostView(
    String name,
    HostState state,
    Flavor capacity,
    Flavor claimed,
    List<InstanceId> claims,
    int slotsOut,
    int slotsIn) {

  /** Copies the list. */
  public HostView {
    claims = List.copyOf(claims);
  }
}
