package io.drover.host;

import io.drover.model.InstanceId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** Turns calls into the host's ports, and says how long each may take. */
record HostPorts(HostSpec spec, HostSettings settings) {

  /** Makes the call. A port that throws instead of failing its stage is treated alike. */
  CompletionStage<Done> perform(HostCall call) {
    try {
      return dispatch(call);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedStage(thrown);
    }
  }

  private CompletionStage<Done> dispatch(HostCall call) {
    if (call instanceof HostCall.Create create) {
      return spec.hypervisor().create(create.template());
    } else if (call instanceof HostCall.Destroy destroy) {
      return spec.hypervisor().destroy(destroy.instance());
    } else if (call instanceof HostCall.Shutdown shutdown) {
      return spec.hypervisor().shutdown(shutdown.instance());
    } else if (call instanceof HostCall.Pause pause) {
      return spec.hypervisor().pause(pause.instance());
    } else if (call instanceof HostCall.Save save) {
      return spec.hypervisor().save(save.instance());
    } else if (call instanceof HostCall.Restore restore) {
      return spec.hypervisor().restore(restore.instance());
    } else if (call instanceof HostCall.Resume resume) {
      return spec.hypervisor().resume(resume.instance());
    } else if (call instanceof HostCall.Migrate migrate) {
      return spec.hypervisor().migrate(migrate.order());
    } else if (call instanceof HostCall.AbortJob abort) {
      return spec.hypervisor().abortJob(abort.instance());
    } else if (call instanceof HostCall.SetMaxDowntime set) {
      return spec.hypervisor().setMaxDowntime(set.instance(), set.downtime());
    } else if (call instanceof HostCall.StartPostCopy start) {
      return spec.hypervisor().startPostCopy(start.instance());
    } else if (call instanceof HostCall.PlugVifs plug) {
      return spec.vifPlugger().plug(plug.instance(), plug.vifs());
    } else if (call instanceof HostCall.UnplugVifs unplug) {
      return spec.vifPlugger().unplug(unplug.instance(), unplug.vifs());
    } else if (call instanceof HostCall.ConnectVolumes connect) {
      return spec.volumes().connect(connect.instance(), connect.volumes(), connect.ifMissing());
    } else if (call instanceof HostCall.DisconnectVolumes disconnect) {
      return spec.volumes().disconnect(disconnect.instance(), disconnect.volumes());
    } else if (call instanceof HostCall.RemoveCopies remove) {
      return spec.volumes().removeCopies(remove.instance(), remove.volumes());
    }
    throw new IllegalStateException("no port for " + call);
  }

  private enum Attachment {
    VIFS,
    VOLUMES
  }

  private record Lane(InstanceId instance, Attachment what) {}

  /**
   * What must not overtake one another: whoever asked for the first may have been started anew
   * since, and undo it without knowing that it is still under way. Null: the call may.
   */
  static @Nullable Object lane(HostCall call) {
    if (call instanceof HostCall.PlugVifs || call instanceof HostCall.UnplugVifs) {
      return new Lane(call.instance(), Attachment.VIFS);
    } else if (call instanceof HostCall.ConnectVolumes
        || call instanceof HostCall.DisconnectVolumes
        || call instanceof HostCall.RemoveCopies) {
      return new Lane(call.instance(), Attachment.VOLUMES);
    }
    return null;
  }

  /** How long to wait for the answer; zero: as long as it takes. */
  Duration timeout(HostCall call) {
    if (call instanceof HostCall.Migrate) {
      return Duration.ZERO;
    } else if (call instanceof HostCall.Create) {
      return settings.createTimeout();
    } else if (call instanceof HostCall.Save || call instanceof HostCall.Restore) {
      return settings.saveTimeout();
    } else if (call instanceof HostCall.PlugVifs
        || call instanceof HostCall.UnplugVifs
        || call instanceof HostCall.ConnectVolumes
        || call instanceof HostCall.DisconnectVolumes
        || call instanceof HostCall.RemoveCopies) {
      return settings.commandTimeout();
    }
    return settings.callTimeout();
  }
}
