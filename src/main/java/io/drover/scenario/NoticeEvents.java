package io.drover.scenario;

import io.drover.model.InstanceId;
import io.drover.model.Labelled;
import io.drover.model.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns what Drover tells its watchers into the events of a run. */
public final class NoticeEvents {

  private final Instant start;
  private final Function<InstanceId, String> names;

  /** For a run that began at {@code start} and knows its instances by {@code names}. */
  public NoticeEvents(Instant start, Function<InstanceId, String> names) {
    this.start = start;
    this.names = names;
  }

  /** The event; empty for a notice that is told for the sake of programs only. */
  public Optional<Event> event(Notice notice) {
    return notice instanceof Notice.InstanceRecorded
        ? Optional.empty()
        : Optional.of(eventOf(notice));
  }

  private Event eventOf(Notice notice) {
    if (notice instanceof Notice.InstanceChanged n) {
      return Event.of(
          since(n.at()),
          n.name(),
          EventKind.INSTANCE,
          n.host(),
          n.vmState().label(),
          n.taskState().label(),
          n.powerState().label(),
          label(n.fault()));
    }
    if (notice instanceof Notice.VifPlugFailed n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.VIF_PLUG_FAILED,
          n.host(),
          n.attempt(),
          n.attempts(),
          n.error());
    }
    if (notice instanceof Notice.HookProgress n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.HOOK,
          n.hook().label(),
          n.state().label(),
          n.call(),
          n.error().isEmpty() ? null : n.error(),
          n.migration().value());
    }
    if (notice instanceof Notice.HostChanged n) {
      return Event.of(since(n.at()), null, EventKind.HOST, n.host(), n.state().label(), n.why());
    }
    if (notice instanceof Notice.DiskOverCommit n) {
      return Event.of(
          since(n.at()),
          null,
          EventKind.DISK_OVER_COMMIT,
          n.host(),
          n.bytes(),
          n.guests(),
          n.skipped());
    }
    return migration(notice);
  }

  private Event migration(Notice notice) {
    if (notice instanceof Notice.MigrationChanged n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.MIGRATION_STATUS,
          n.status().label(),
          label(n.reason()),
          n.migration().value(),
          n.source(),
          n.destination(),
          n.leftovers());
    }
    if (notice instanceof Notice.MigrationWaits n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.MIGRATION_WAITS,
          n.waitsFor(),
          n.migration().value());
    }
    if (notice instanceof Notice.MigrationProgress n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.MIGRATION_PROGRESS,
          n.memoryRemaining(),
          n.memoryTotal(),
          n.iteration(),
          n.rate(),
          n.dirtyRate(),
          n.maxDowntime(),
          n.migration().value());
    }
    if (notice instanceof Notice.MigrationUnresolved n) {
      return Event.of(
          since(n.at()),
          names.apply(n.instance()),
          EventKind.MIGRATION_UNRESOLVED,
          n.why(),
          since(n.since()),
          n.migration().value());
    }
    throw new IllegalArgumentException("no event is made of " + notice);
  }

  private Duration since(Instant at) {
    return Duration.between(start, at);
  }

  private static @Nullable String label(@Nullable Labelled value) {
    return value == null ? null : value.label();
  }
}
