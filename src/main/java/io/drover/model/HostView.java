package io.drover.model;

import java.util.List;

/**
 * A host as the orchestrator sees it.
 *
 * @param name its name
 * @param state whether it can be worked with; never {@link HostState#DISABLED}, which is a word on
 *     top of it
 * @param why why it is not up; empty when it is
 * @param disabled why nothing new is to come to it, by an operator's word; empty when it may
 * @param capacity what it has
 * @param claimed what is claimed of it
 * @param claims whose claims these are, in ascending order of id
 * @param slotsOut migrations that hold a slot to leave it
 * @param slotsIn migrations that hold a slot to enter it
 */
public record HostView(
    String name,
    HostState state,
    String why,
    String disabled,
    Flavor capacity,
    Flavor claimed,
    List<InstanceId> claims,
    int slotsOut,
    int slotsIn) {

  /** Copies the list. */
  public HostView {
    claims = List.copyOf(claims);
  }

  /** Its state in one word, as people are told it: disabled when it is up and nothing may come. */
  public HostState shown() {
    return state == HostState.UP && !disabled.isEmpty() ? HostState.DISABLED : state;
  }
}
