package io.drover.hypervisor.simulated;

import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.network.VifPlugger;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** The network of one simulated host. */
final class SimulatedVifPlugger implements VifPlugger {
  private final FleetParts fleet;
  private final Host host;

  SimulatedVifPlugger(FleetParts fleet, Host host) {
    this.fleet = fleet;
    this.host = host;
  }

  @Override
  public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
    return act(Call.PLUG_VIF, instance, () -> host.vifs().attach(instance, vifs));
  }

  @Override
  public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
    return act(Call.UNPLUG_VIF, instance, () -> host.vifs().detach(instance, vifs));
  }

  private CompletionStage<Done> act(Call call, InstanceId instance, Runnable effect) {
    return fleet
        .desk()
        .make(
            new CallDesk.Request(
                this, host, call, List.of(instance), fleet.settings().plugLatency()),
            () -> {
              effect.run();
              return Done.getInstance();
            });
  }
}
