package io.drover.scenario;

import static io.drover.scenario.Views.active;
import static io.drover.scenario.Views.id;
import static io.drover.scenario.Views.migration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.drover.hypervisor.GuestState;
import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.testkit.HostTruth;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectationTest {

  private static final MigrationId FIRST = new MigrationId("m-1");

  private final Snapshot snapshot =
      snapshot(
          List.of(),
          active(
              "web-1",
              "hv2",
              migration(
                  "m-1", "web-1", MigrationStatus.FAILED, Reason.VIF_PLUG, HookState.DELIVERED),
              migration("m-2", "web-1", MigrationStatus.COMPLETED, null, HookState.DELIVERED)),
          active("web-2", "hv1"));

  @Test
  void holdsWhenEachKeyHolds() {
    Expectation expectation =
        ofInstance(
            "web-1",
            ExpectKey.HOST,
            "hv2",
            ExpectKey.VM_STATE,
            "active",
            ExpectKey.TASK_STATE,
            "none",
            ExpectKey.POWER_STATE,
            "running",
            ExpectKey.FAULT,
            "none",
            ExpectKey.RUNNING_COPIES,
            1);

    Verdict verdict = expectation.evaluate(snapshot);

    assertThat(verdict.ok()).isTrue();
    assertThat(verdict.difference()).isEmpty();
    assertThat(verdict.expected())
        .containsExactly(
            entry("instance", "web-1"),
            entry("host", "hv2"),
            entry("vm-state", "active"),
            entry("task-state", "none"),
            entry("power-state", "running"),
            entry("fault", "none"),
            entry("running-copies", 1));
    assertThat(verdict.actual()).isEqualTo(verdict.expected());
  }

  @Test
  void failsWhenOneKeyDoesNotHoldAndTellsWhichAndWhy() {
    Verdict verdict =
        ofInstance("web-1", ExpectKey.HOST, "hv1", ExpectKey.VM_STATE, "active").evaluate(snapshot);

    assertThat(verdict.ok()).isFalse();
    assertThat(verdict.actual())
        .containsExactly(
            entry("instance", "web-1"), entry("host", "hv2"), entry("vm-state", "active"));
    assertThat(verdict.difference()).isEqualTo("host should be hv1 and is hv2");
  }

  @Test
  void comparesTheMigrationThatWasAcceptedLast() {
    Verdict verdict =
        ofMigration(
                new MigrationReference.LatestOf("web-1"),
                ExpectKey.STATUS,
                "completed",
                ExpectKey.REASON,
                "none",
                ExpectKey.POST,
                1,
                ExpectKey.RECOVER,
                0,
                ExpectKey.POST_CALLS,
                2,
                ExpectKey.ATTEMPTS,
                3)
            .evaluate(snapshot);

    assertThat(verdict.difference()).isEmpty();
    assertThat(verdict.ok()).isTrue();
  }

  @Test
  void comparesAMigrationByTheNameThatTheScenarioGaveIt() {
    Verdict verdict =
        ofMigration(
                new MigrationReference.Named("first"),
                ExpectKey.STATUS,
                "failed",
                ExpectKey.REASON,
                "vif-plug",
                ExpectKey.RECOVER,
                1,
                ExpectKey.RECOVER_CALLS,
                1)
            .evaluate(snapshot);

    assertThat(verdict.difference()).isEmpty();
    assertThat(verdict.expected()).containsEntry("migration", "first");
  }

  @Test
  void findsNothingWhereThereIsNoMigration() {
    MigrationReference none = new MigrationReference.LatestOf("web-2");

    Verdict completed = ofMigration(none, ExpectKey.STATUS, "completed").evaluate(snapshot);
    Verdict absent = ofMigration(none, ExpectKey.STATUS, null).evaluate(snapshot);

    assertThat(completed.ok()).isFalse();
    assertThat(completed.actual()).isNull();
    assertThat(completed.difference()).isEqualTo("migration-of web-2: there is none");
    assertThat(absent.ok()).isTrue();
    assertThat(absent.actual()).isNull();
  }

  @Test
  void findsNothingOfAnInstanceThatWasNeverBootedButItsCopies() {
    assertThat(ofInstance("web-3", ExpectKey.HOST, "hv1").evaluate(snapshot).actual()).isNull();
    assertThat(ofInstance("web-3", ExpectKey.RUNNING_COPIES, 0).evaluate(snapshot).ok()).isTrue();
  }

  @Test
  void isNotMetByCopiesThatNobodyCanCount() {
    Snapshot silent =
        new Snapshot(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of("web-1", Snapshot.UNKNOWN),
            List.of(),
            Map.of(),
            Map.of());

    for (int copies : List.of(0, 1)) {
      assertThat(ofInstance("web-1", ExpectKey.RUNNING_COPIES, copies).evaluate(silent))
          .matches(verdict -> !verdict.ok())
          .extracting(Verdict::difference)
          .isEqualTo("running-copies should be %d and is unknown".formatted(copies));
    }
  }

  @Test
  void comparesWhatIsOnAHost() {
    Expectation expectation =
        new Expectation(
            null,
            null,
            "hv2",
            wanted(
                ExpectKey.CLAIMS,
                List.of("web-1"),
                ExpectKey.GUESTS,
                List.of("web-1"),
                ExpectKey.VIFS,
                2,
                ExpectKey.SLOTS_USED,
                Map.of("in", 1)));

    Verdict verdict = expectation.evaluate(snapshot);

    assertThat(verdict.ok()).isTrue();
    assertThat(verdict.actual()).containsEntry("slots-used", Map.of("out", 0, "in", 1));
  }

  @Test
  void namesTheLeaks() {
    Expectation noLeaks = new Expectation(null, null, null, wanted(ExpectKey.NO_LEAKS, true));

    Verdict leaking = noLeaks.evaluate(snapshot(List.of("hv2: a claim of web-2")));

    assertThat(noLeaks.evaluate(snapshot).ok()).isTrue();
    assertThat(leaking.ok()).isFalse();
    assertThat(leaking.actual())
        .containsExactly(
            entry("no-leaks", false), entry("leaks", List.of("hv2: a claim of web-2")));
  }

  private static Expectation ofInstance(String name, @Nullable Object... wanted) {
    return new Expectation(name, null, null, wanted(wanted));
  }

  private static Expectation ofMigration(MigrationReference which, @Nullable Object... wanted) {
    return new Expectation(null, which, null, wanted(wanted));
  }

  private static Map<ExpectKey, @Nullable Object> wanted(@Nullable Object... pairs) {
    Map<ExpectKey, @Nullable Object> map = new EnumMap<>(ExpectKey.class);
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((ExpectKey) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static Snapshot snapshot(List<String> leaks, InstanceView... instances) {
    TreeMap<String, InstanceView> byName = new TreeMap<>();
    for (InstanceView each : instances) {
      byName.put(each.spec().name(), each);
    }
    HookCounts first = HookCounts.NONE.called(HookKind.RECOVER).delivered(HookKind.RECOVER);
    HookCounts second =
        HookCounts.NONE.called(HookKind.POST).called(HookKind.POST).delivered(HookKind.POST);
    return new Snapshot(
        byName,
        Map.of(
            "hv2",
            new HostView(
                "hv2", HostState.UP, "", "", Flavor.NONE, Flavor.NONE, List.of(id("web-1")), 0, 1)),
        Map.of(
            "hv2",
            new HostTruth(
                true,
                new TreeMap<>(Map.of(id("web-1"), GuestState.RUNNING)),
                new TreeMap<>(Map.of(id("web-1"), 2)),
                true,
                new TreeMap<>())),
        Map.of("web-1", 1),
        leaks,
        Map.of(FIRST, first, new MigrationId("m-2"), second),
        Map.of("first", FIRST));
  }
}
