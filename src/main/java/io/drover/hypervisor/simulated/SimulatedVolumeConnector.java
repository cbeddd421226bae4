package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import io.drover.storage.VolumeConnector;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** The storage of one simulated host. */
final class SimulatedVolumeConnector implements VolumeConnector {
  private final FleetParts fleet;
  private final Host host;

  SimulatedVolumeConnector(FleetParts fleet, Host host) {
    this.fleet = fleet;
    this.host = host;
  }

  @Override
  public CompletionStage<Done> connect(
      InstanceId instance, List<Volume> volumes, IfMissing ifMissing) {
    return act(Call.CONNECT_VOLUME, instance, () -> host.volumes().attach(instance, volumes));
  }

  @Override
  public CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes) {
    return act(Call.DISCONNECT_VOLUME, instance, () -> host.volumes().detach(instance, volumes));
  }

  private CompletionStage<Done> act(Call call, InstanceId instance, Runnable effect) {
    return fleet
        .desk()
        .make(
            new CallDesk.Request(
                this, host, call, List.of(instance), fleet.settings().volumeLatency()),
            () -> {
              effect.run();
              return Done.getInstance();
            });
  }
}
