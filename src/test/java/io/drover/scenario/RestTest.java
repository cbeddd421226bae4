package io.drover.scenario;

import static io.drover.scenario.Views.active;
import static io.drover.scenario.Views.instance;
import static io.drover.scenario.Views.migration;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestTest {

  @Test
  void holdsForTheIdleAndTheDeleted() {
    assertThat(verdict("a", active("a", "hv1")).ok()).isTrue();
    assertThat(verdict("a", instance("a", "hv1", VmState.DELETED, TaskState.DELETING)).ok())
        .isTrue();
    assertThat(
            verdict(
                    "a",
                    active(
                        "a",
                        "hv1",
                        migration("m", "a", MigrationStatus.FAILED, null, HookState.GIVEN_UP)))
                .ok())
        .isTrue();
  }

  @Test
  void tellsWhatIsStillOpen() {
    assertThat(pending(instance("a", "hv1", VmState.ACTIVE, TaskState.REBOOTING)))
        .isEqualTo("task rebooting");
    assertThat(
            pending(
                active(
                    "a", "hv1", migration("m", "a", MigrationStatus.QUEUED, null, HookState.NONE))))
        .isEqualTo("migration queued");
    assertThat(
            pending(
                active(
                    "a",
                    "hv1",
                    migration("m", "a", MigrationStatus.COMPLETED, null, HookState.PENDING))))
        .isEqualTo("hook pending");
  }

  @Test
  void doesNotHoldForAnInstanceThatWasNeverBooted() {
    assertThat(verdict("b", active("a", "hv1")).actual())
        .containsExactly(
            entry("await", "b"),
            entry("at-rest", false),
            entry("pending", Map.of("b", "not-found")));
  }

  private static @Nullable Object pending(InstanceView view) {
    Map<String, @Nullable Object> actual = requireNonNull(verdict("a", view).actual());
    return requireNonNull((Map<?, ?>) actual.get("pending")).get("a");
  }

  private static Verdict verdict(String name, InstanceView view) {
    return Rest.verdict(new Target(name), List.of(name), Snapshot.of(view));
  }
}
