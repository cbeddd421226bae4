package io.drover.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnfinishedTest {
  private static final InstanceId WEB = new InstanceId("7e5a");

  @Test
  void nothingIsSaidOfAnInstanceAtRest() {
    assertThat(Unfinished.of(view(TaskState.NONE))).isEmpty();
    assertThat(
            Unfinished.of(
                view(
                    TaskState.NONE,
                    migration(MigrationStatus.COMPLETED, HookKind.POST, HookState.DELIVERED))))
        .isEmpty();
  }

  @Test
  void aTransferIsTheHosts() {
    assertThat(
            Unfinished.of(
                view(
                    TaskState.MIGRATING, migration(MigrationStatus.RUNNING, null, HookState.NONE))))
        .hasValue(
            "web-1 (7e5a on hv1): its migration m-1 from hv1 to hv2 is running, which the hosts go"
                + " on with");
    assertThat(
            Unfinished.of(
                view(TaskState.MIGRATING, migration(MigrationStatus.QUEUED, null, HookState.NONE))))
        .hasValue("web-1 (7e5a on hv1): its migration m-1 from hv1 to hv2 is queued");
  }

  @Test
  void aHookAndATaskAreNamed() {
    assertThat(
            Unfinished.of(
                view(
                    TaskState.REBOOTING,
                    migration(MigrationStatus.FAILED, HookKind.RECOVER, HookState.PENDING))))
        .hasValue(
            "web-1 (7e5a on hv1): the recover hook of its migration m-1 is to be called, task "
                + TaskState.REBOOTING.label());
  }

  private static InstanceView view(TaskState task, MigrationView... migrations) {
    return new InstanceView(
        WEB,
        new InstanceSpec("web-1", new Flavor(1, 1 << 20, 0), 0, 0),
        "hv1",
        VmState.ACTIVE,
        task,
        PowerState.RUNNING,
        null,
        false,
        List.of(),
        List.of(migrations),
        List.of());
  }

  private static MigrationView migration(
      MigrationStatus status, @Nullable HookKind hook, HookState state) {
    return new MigrationView(
        new MigrationId("m-1"),
        WEB,
        "hv1",
        "hv2",
        status,
        null,
        1,
        hook,
        state,
        List.of(),
        null,
        null,
        Instant.EPOCH);
  }
}
