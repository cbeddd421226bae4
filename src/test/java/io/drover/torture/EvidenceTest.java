package io.drover.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.fleet.FleetReport;
import io.drover.fleet.SecondCopy;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.simulated.FleetSnapshot;
import io.drover.hypervisor.simulated.FleetSnapshot.GuestSnapshot;
import io.drover.hypervisor.simulated.FleetSnapshot.HostSnapshot;
import io.drover.model.Action;
import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.PowerState;
import io.drover.model.Refusal;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.torture.Promises.Promise;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final Promise ABORT =
      new Promise(
          new Request("1", Verb.ABORT, "k", false, new Arguments.OfInstance("i-1")),
          new Answer.Done());
  private static final Map<InstanceId, GuestSnapshot> RUNNING =
      Map.of(
          ID, new GuestSnapshot(GuestState.RUNNING, new Incarnation(1, Instant.EPOCH), 1, false));
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

  @Test
  void aRecordThatDoesNotSayWhatTheGuestIsIsFound() {
    Evidence gone = evidence(List.of(BOOT), Map.of(), List.of());

    assertThat(gone.untrue())
        .containsExactly(
            "web-1: it is recorded as active on hv2 with power state running, and has no guest on"
                + " hv2");
    assertThat(gone.atRest()).isFalse();
    assertThat(evidence(List.of(BOOT), RUNNING, List.of()).untrue()).isEmpty();
  }

  @Test
  void whatAHostHoldsForNobodyIsFound() {
    assertThat(evidence(List.of(BOOT), RUNNING, List.of()).leaks())
        .containsExactly("hv2: no VIF of web-1, which is there");
  }

  @Test
  void aSecondCopyIsFound() {
    SecondCopy twice =
        new SecondCopy(
            Instant.EPOCH,
            ID,
            new TreeMap<>(Map.of("hv1", GuestState.RUNNING, "hv2", GuestState.RUNNING)));

    assertThat(evidence(List.of(BOOT), RUNNING, List.of(twice)).secondCopies())
        .singleElement()
        .asString()
        .contains("i-1", "hv1", "hv2");
  }

  @Test
  void theBootAndTheLatestRequestsOfAnInstanceAreRepeated() {
    List<Promise> promises = new ArrayList<>(List.of(BOOT, MIGRATE));
    promises.addAll(Collections.nCopies(39, ABORT));
    promises.add(DELETE);

    assertThat(evidence(promises, NO_HOOKS, view(1)).repeatable())
        .hasSize(41)
        .startsWith(BOOT, ABORT)
        .endsWith(DELETE);
  }

  @Test
  void aMigrationIsAskedForAgainAsLongAsItIsKept() {
    InstanceView moved = view(2, migration(MigrationStatus.COMPLETED, HookState.DELIVERED));

    assertThat(evidence(List.of(BOOT, MIGRATE), POST, moved).repeatable())
        .containsExactly(BOOT, MIGRATE);
    assertThat(evidence(List.of(BOOT, MIGRATE), POST, view(2)).repeatable()).containsExactly(BOOT);
  }

  @Test
  void aRepeatedRequestThatWasDoneAgainIsFound() {
    Evidence before = evidence(List.of(BOOT), NO_HOOKS, view(1));

    assertThat(before.changedSince(before)).isEmpty();
    assertThat(evidence(List.of(BOOT), NO_HOOKS, view(2)).changedSince(before)).hasSize(1);
  }

  @Test
  void anAnswerThatIsNotTheFirstOneIsFound() {
    Promises promises = new Promises();

    promises.repeated(ABORT, new Answer.Done());
    assertThat(promises.broken()).isEmpty();
    promises.repeated(ABORT, new Answer.Refused(Refusal.INVALID_STATE, "it does not move"));
    assertThat(promises.broken()).singleElement().asString().contains("it does not move");
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

  /** The instance is recorded as active on hv2, where these guests are. */
  private static Evidence evidence(
      List<Promise> promises, Map<InstanceId, GuestSnapshot> guests, List<SecondCopy> twice) {
    HostSnapshot host =
        new HostSnapshot(true, true, new TreeMap<>(guests), new TreeMap<>(), new TreeMap<>());
    HostView seen =
        new HostView("hv2", HostState.UP, "", "", SPEC.flavor(), SPEC.flavor(), List.of(ID), 0, 0);
    FleetReport report =
        new FleetReport(
            new FleetSnapshot(new TreeMap<>(Map.of("hv2", host)), new TreeMap<>()), twice);
    return new Evidence(promises, List.of(view(1)), List.of(seen), report, NO_HOOKS);
  }
}
