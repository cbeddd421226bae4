package io.drover.host;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.time.Duration;
import java.util.List;

/** An effect on a host. Carries ids and values only. */
public sealed interface HostCall {

  /** Whose effect it is. */
  InstanceId instance();

  /** Create and start a guest. */
  record Create(DomainTemplate template) implements HostCall {
    @Override
    public InstanceId instance() {
      return template.id();
    }
  }

  /** End a guest at once. */
  record Destroy(InstanceId instance) implements HostCall {}

  /** Press a guest's power button. */
  record Shutdown(InstanceId instance) implements HostCall {}

  /** Stop a guest's processors. */
  record Pause(InstanceId instance) implements HostCall {}

  /** Let a paused guest go on. */
  record Resume(InstanceId instance) implements HostCall {}

  /** Put a guest's memory on its host's disk and end it. */
  record Save(InstanceId instance) implements HostCall {}

  /** Let a guest go on whose memory is on its host's disk. */
  record Restore(InstanceId instance) implements HostCall {}

  /** Move a guest; lasts as long as the move. */
  record Migrate(MigrateCall order) implements HostCall {
    @Override
    public InstanceId instance() {
      return order.id();
    }
  }

  /** End a guest's migration job. */
  record AbortJob(InstanceId instance) implements HostCall {}

  /** Switch a running job to post-copy. */
  record StartPostCopy(InstanceId instance) implements HostCall {}

  /** Allow a running job another downtime. */
  record SetMaxDowntime(InstanceId instance, Duration downtime) implements HostCall {}

  /** Plug an instance's VIFs. */
  record PlugVifs(InstanceId instance, List<Vif> vifs) implements HostCall {}

  /** Unplug an instance's VIFs. */
  record UnplugVifs(InstanceId instance, List<Vif> vifs) implements HostCall {}

  /** Connect an instance's volumes. */
  record ConnectVolumes(InstanceId instance, List<Volume> volumes, IfMissing ifMissing)
      implements HostCall {}

  /** Disconnect an instance's volumes. */
  record DisconnectVolumes(InstanceId instance, List<Volume> volumes) implements HostCall {}

  /** Disconnect an instance's volumes, and remove what of them is a copy of its disks elsewhere. */
  record RemoveCopies(InstanceId instance, List<Volume> volumes) implements HostCall {}
}
