package io.drover.scenario;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.FleetTruth;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.Volume;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;

/** What the simulated fleet keeps as the truth. */
record FleetWitness(FleetTruth fleet) implements Truth {

  @Override
  public boolean answers(String host) {
    return fleet.answers(host);
  }

  @Override
  public SortedMap<InstanceId, GuestState> guests(String host) {
    return fleet.guests(host);
  }

  @Override
  public OptionalInt runningCopies(InstanceId id) {
    return OptionalInt.of(fleet.runningCopies(id));
  }

  @Override
  public SortedMap<InstanceId, List<Vif>> vifs(String host) {
    return fleet.vifs(host);
  }

  @Override
  public boolean showsVolumes(String host) {
    return fleet.sharedStorage(host);
  }

  @Override
  public SortedMap<InstanceId, List<Volume>> volumes(String host) {
    return fleet.volumes(host);
  }
}
