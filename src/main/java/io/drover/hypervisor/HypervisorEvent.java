package io.drover.hypervisor;

import io.drover.model.InstanceId;

/** Something that a hypervisor says has happened: a reason to look, not evidence. */
public sealed interface HypervisorEvent {

  /** A guest started, stopped, paused, resumed, crashed or left: worth a look. */
  record GuestChanged(InstanceId id) implements HypervisorEvent {}

  /**
   * A guest's migration job began another round or ended: worth a question for its progress. Of a
   * job that failed or was aborted a hint may be missing.
   */
  record JobChanged(InstanceId id) implements HypervisorEvent {}
}
