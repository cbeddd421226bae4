package io.drover.scenario;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/** What is really on the hosts, asked past the orchestrator. */
interface Truth {

  /** Whether a host answers. */
  boolean answers(String host);

  /** The guests on a host, and what they are there. */
  SortedMap<InstanceId, GuestState> guests(String host);

  /** On how many hosts the processors of this instance may run now; empty: nobody can tell. */
  OptionalInt runningCopies(InstanceId id);

  /** The VIFs that are plugged on a host. */
  SortedMap<InstanceId, List<Vif>> vifs(String host);

  /** Whether it can be seen on a host that a guest with a disk has its volume connected. */
  boolean showsVolumes(String host);

  /** The volumes that are connected on a host. */
  SortedMap<InstanceId, List<Volume>> volumes(String host);
}
