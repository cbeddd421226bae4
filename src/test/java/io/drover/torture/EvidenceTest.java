package io.drover.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.fleet.FleetReport;
import io.drover.hypervisor.simulated.FleetSnapshot;
import io.drover.model.Action;
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
import io.drover.torture.Promises.Promise;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is found when a promise was not kept. */
class EvidenceTest {
  private static final InstanceId ID = new InstanceId("i-1");
  private static final MigrationId MOVE = new MigrationId("m-1");
  private static final InstanceSpec SPEC = new InstanceSpec("web-1", new Flavor(1, 1024, 0), 1, 0);
  private static final Promise BOOT =
      promise(Verb.BOOT, new Arguments.Boot("web-1", "hv1", 1, 1024, 0, 1, 0), null);
  private static final Promise MIGRATE =
      promise(Verb.LIVE_MIGRATE, new Arguments.LiveMigrate("i-1", "hv2", false, null), MOVE);
  private static final Promise DELETE = promise(Verb.DELETE, new Arguments.OfInstance("i-1"), null);
  private static final HookLog POST = new HookLog(Map.of("m-1", Set.of(HookKind.POST)));
  private static final HookLog NO_HOOKS = new HookLog(Map.of());

  @Test
  void nothingIsWrongWhenEveryPromiseWasKept() {
    InstanceView view = view(2, migration(MigrationStatus.COMPLETED, HookState.DELIVERED));

    Evidence good = evidence(List.of(BOOT, MIGRATE), POST, view);

    assertThat(good.lost()).isEmpty();
    assertThat(good.doubled()).isEmpty();
    assertThat(good.secondCopies()).isEmpty();
  }

  @Test
  void anAcknowledgedRequestThatLeftNoTraceIsLost() {
    assertThat(evidence(List.of(BOOT), NO_HOOKS).lost())
        .singleElement()
        .asString()
        .startsWith("i-1 is not known");
    assertThat(evidence(List.of(BOOT, MIGRATE), POST, view(2)).lost())
        .containsExactly("i-1 does not know its migration m-1");
    assertThat(evidence(List.of(BOOT, DELETE), NO_HOOKS, view(2)).lost())
        .containsExactly("i-1 was deleted, but is active");
    assertThat(evidence(List.of(BOOT, DELETE), NO_HOOKS, view(1)).lost())
        .anyMatch(what -> what.startsWith("i-1 knows 1 actions of 2"));
  }

  @Test
  void whatNobodyWasPromisedIsFound() {
    InstanceView view = view(1, migration(MigrationStatus.COMPLETED, HookState.DELIVERED));

    assertThat(evidence(List.of(), NO_HOOKS, view(1)).lost())
        .containsExactly("i-1 is there, whose boot was never acknowledged");
    assertThat(evidence(List.of(BOOT), POST, view).lost())
        .containsExactly("i-1 has a migration m-1, never acknowledged");
    assertThat(evidence(List.of(BOOT), POST, view).doubled())
        .containsExactly("a hook of migration m-1 was run, which nobody asked for");
  }

  @Test
  void aMigrationHasOneOutcomeThatItsHookWasTold() {
    List<Promise> promises = List.of(BOOT, MIGRATE);
    InstanceView delivered = view(2, migration(MigrationStatus.COMPLETED, HookState.DELIVERED));
    InstanceView failed = view(2, migration(MigrationStatus.FAILED, HookState.DELIVERED));
    InstanceView pending = view(2, migration(MigrationStatus.COMPLETED, HookState.PENDING));
    HookLog both = new HookLog(Map.of("m-1", Set.of(HookKind.POST, HookKind.RECOVER)));

    assertThat(evidence(promises, both, delivered).doubled())
        .containsExactly("both hooks of migration m-1 were run");
    assertThat(evidence(promises, NO_HOOKS, delivered).doubled()).hasSize(1);
    assertThat(evidence(promises, POST, failed).doubled()).hasSize(1);
    assertThat(evidence(promises, POST, pending).doubled()).hasSize(1);
  }

  private static Promise promise(Verb verb, Arguments arguments, @Nullable MigrationId migration) {
    return new Promise(
        new Request("1", verb, "k", false, arguments), new Answer.Accepted(ID, migration));
  }

  private static MigrationView migration(MigrationStatus status, HookState hook) {
    return new MigrationView(
        MOVE,
        ID,
        "hv1",
        "hv2",
        status,
        null,
        1,
        HookKind.POST,
        hook,
        List.of(),
        null,
        null,
        Instant.EPOCH);
  }

  private static InstanceView view(int actions, MigrationView... migrations) {
    return new InstanceView(
        ID,
        SPEC,
        "hv2",
        VmState.ACTIVE,
        TaskState.NONE,
        PowerState.RUNNING,
        null,
        false,
        List.of(),
        List.of(migrations),
        Collections.nCopies(actions, new Action("boot", Instant.EPOCH, Instant.EPOCH, null)));
  }

  private static Evidence evidence(List<Promise> promises, HookLog hooks, InstanceView... records) {
    FleetReport nothing =
        new FleetReport(new FleetSnapshot(new TreeMap<>(), new TreeMap<>()), List.of());
    return new Evidence(promises, List.of(records), List.of(), nothing, hooks);
  }
}
