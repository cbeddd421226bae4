package io.drover.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.Notice;
import io.drover.model.PowerState;
import io.drover.model.Reason;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoticeEventsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = START.plusMillis(1500);
  private static final InstanceId WEB = new InstanceId("id-1");
  private static final MigrationId MOVE = new MigrationId("m-1");

  private final NoticeEvents events = new NoticeEvents(START, id -> "web-" + id.value().charAt(3));

  static Stream<Notice> notices() {
    return Stream.of(
        new Notice.InstanceChanged(
            NOW, WEB, "web-1", "hv1", VmState.ACTIVE, TaskState.NONE, PowerState.RUNNING, null),
        migrationChanged(),
        new Notice.MigrationWaits(NOW, WEB, MOVE, "a slot"),
        new Notice.MigrationProgress(NOW, WEB, MOVE, 1, 2, 1, 9, 8, Duration.ofMillis(50)),
        new Notice.MigrationUnresolved(NOW, WEB, MOVE, "hv2 is silent", START),
        new Notice.VifPlugFailed(NOW, WEB, "hv2", 1, 3, "exit 1"),
        new Notice.HookProgress(NOW, WEB, MOVE, HookKind.POST, HookState.PENDING, 1, ""),
        new Notice.HostChanged(NOW, "hv2", HostState.UP, ""),
        new Notice.DiskOverCommit(NOW, "hv2", 10, 3, 0));
  }

  private static Notice migrationChanged() {
    return new Notice.MigrationChanged(
        NOW, WEB, MOVE, "hv1", "hv2", MigrationStatus.FAILED, Reason.VIF_PLUG, List.of());
  }

  @ParameterizedTest
  @MethodSource("notices")
  void makesAnEventOfEachNotice(Notice notice) {
    Event event = events.event(notice).orElseThrow();

    assertThat(event.at()).isEqualTo(Duration.ofMillis(1500));
    assertThat(event.fields().keySet()).containsExactly(event.kind().fields());
  }

  @Test
  void knowsEveryNoticeThatThereIs() {
    assertThat(Stream.concat(notices(), Stream.of(recorded())).map(Object::getClass))
        .containsExactlyInAnyOrder(Notice.class.getPermittedSubclasses());
  }

  @Test
  void makesNoEventOfARecordBecauseItsChangesHaveTheirOwn() {
    assertThat(events.event(recorded())).isEmpty();
  }

  private static Notice recorded() {
    return new Notice.InstanceRecorded(NOW, Views.active("web-1", "hv1"));
  }

  @Test
  void putsEachValueUnderItsName() {
    Event event = events.event(migrationChanged()).orElseThrow();

    assertThat(event.instance()).isEqualTo("web-1");
    assertThat(event.kind()).isEqualTo(EventKind.MIGRATION_STATUS);
    assertThat(event.fields())
        .containsExactly(
            entry("status", "failed"),
            entry("reason", "vif-plug"),
            entry("migration", "m-1"),
            entry("source", "hv1"),
            entry("destination", "hv2"),
            entry("leftovers", List.of()));
  }

  @Test
  void refusesAnEventWithOtherFieldsThanItsKinds() {
    assertThatThrownBy(() -> Event.of(Duration.ZERO, null, EventKind.STEP, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
