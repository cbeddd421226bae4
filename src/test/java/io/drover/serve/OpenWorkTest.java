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

class OpenWorkTest {
  private static final InstanceId WEB = new InstanceId("7e5a");

  @Test
  void nothingIsSaidOfAnInstanceAtRest() {
    assertThat(OpenWork.of(view(TaskState.NONE))).isEmpty();
    assertThat(
            OpenWork.of(
                view(
                    TaskState.NONE,
                    migration(MigrationStatus.COMPLETED, HookKind.POST, HookState.DELIVERED))))
        .isEmpty();
  }

  @Test
  void aTransferIsTheHosts() {
    assertThat(
            OpenWork.of(
                view(
                    TaskState.MIGRATING, migration(MigrationStatus.RUNNING, null, HookState.NONE))))
        .hasValue(
            "web-1 (7e5a on hv1): its migration m-1 from hv1 to hv2 is running, which the hosts go"
                + " on with");
    assertThat(
            OpenWork.of(
                view(TaskState.MIGRATING, migration(MigrationStatus.QUEUED, null, HookState.NONE))))
        .hasValue("web-1 (7e5a on hv1): its migration m-1 from hv1 to hv2 is queued");
  }

  @Test
  void aHookAndATaskAreNamed() {
    assertThat(
            OpenWork.of(
                view(
                    TaskState.REBOOTING,
                    migration(MigrationStatus.FAILED, HookKind.RECOVER, HookState.PENDING))))
        .hasValue(
            "web-1 (7e5a on hv1): the recover hook of its migration m-1 is to be called, task "
                + TaskState.REBOOTING.label());
  }

  @Test
  void whatCannotBeToldAndWhatIsLeftOverIsOpenThoughNothingIsBeingDone() {
    assertThat(OpenWork.of(view(TaskState.NONE, true, List.of())))
        .hasValue("web-1 (7e5a on hv1): nobody can tell at present what became of its guest");
    assertThat(OpenWork.of(view(TaskState.NONE, false, List.of("a VIF on hv1", "a claim"))))
        .hasValue(
            "web-1 (7e5a on hv1): its operations left over what is to be cleaned up: a VIF on hv1;"
                + " a claim");
    assertThat(
            OpenWork.of(
                view(
                    TaskState.NONE,
                    migration(
                        "m-1",
                        MigrationStatus.ERROR,
                        HookKind.RECOVER,
                        HookState.DELIVERED,
                        List.of("its\nVIFs on hv2")))))
        .hasValue(
            "web-1 (7e5a on hv1): its migration m-1 left over what is to be cleaned up: its VIFs on"
                + " hv2");
  }

  @Test
  void aMigrationThatIsCarriedOnLateIsNamed() {
    assertThat(
            OpenWork.of(
                view(
                    TaskState.MIGRATING,
                    migration(MigrationStatus.FAILED, HookKind.RECOVER, HookState.DELIVERED),
                    migration(
                        "m-1-late", MigrationStatus.RUNNING, null, HookState.NONE, List.of()))))
        .hasValue(
            "web-1 (7e5a on hv1): its migration m-1-late from hv1 to hv2 is running, which the"
                + " hosts go on with");
  }

  private static InstanceView view(TaskState task, MigrationView... migrations) {
    return view(task, false, List.of(), migrations);
  }

  private static InstanceView view(
      TaskState task, boolean unsettled, List<String> leftovers, MigrationView... migrations) {
    return new InstanceView(
        WEB,
        new InstanceSpec("web-1", new Flavor(1, 1 << 20, 0), 0, 0),
        "hv1",
        VmState.ACTIVE,
        task,
        PowerState.RUNNING,
        null,
        unsettled,
        leftovers,
        List.of(migrations),
        List.of());
  }

  private static MigrationView migration(
      MigrationStatus status, @Nullable HookKind hook, HookState state) {
    return migration("m-1", status, hook, state, List.of());
  }

  private static MigrationView migration(
      String id,
      MigrationStatus status,
      @Nullable HookKind hook,
      HookState state,
      List<String> leftovers) {
    return new MigrationView(
        new MigrationId(id),
        WEB,
        "hv1",
        "hv2",
        status,
        null,
        1,
        hook,
        state,
        leftovers,
        null,
        null,
        Instant.EPOCH);
  }
}
