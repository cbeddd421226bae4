package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.admission.AdmissionActor;
import io.drover.host.HostActor;
import io.drover.host.Hosts;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.runtime.Feed;
import io.drover.runtime.Waits;
import io.drover.testing.ManualClock;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One migration whose parent, hosts and slots are played by the test, on time moved by hand. */
abstract class MigrationTest {
  protected static final long GIB = 1L << 30;

  /** Of messages that a migration tells itself in a row, the one that is being handled included. */
  private static final int LONGEST_CHAIN = 3;

  private static final MigrationActor.Command MARKER =
      new MigrationActor.HookEnded(-1, new IllegalStateException("of no interest to any phase"));

  protected final ActorTestKit testKit = ActorTestKit.create(ManualClock.config());
  protected final ProbedHost hv1 = new ProbedHost(testKit, "hv1");
  protected final ProbedHost hv2 = new ProbedHost(testKit, "hv2");
  protected final TestProbe<AdmissionActor.Command> admission =
      testKit.createTestProbe(AdmissionActor.Command.class);
  protected final TestProbe<MigrationActor.RecordEvent> parent =
      testKit.createTestProbe(MigrationActor.RecordEvent.class);
  protected final TestProbe<Notice> notices = testKit.createTestProbe(Notice.class);
  private final TestProbe<MigrationActor.Command> handled =
      testKit.createTestProbe(MigrationActor.Command.class);

  /** How far the parent has recorded it. */
  protected MigrationRecord record = MigrationEvents.after();

  protected ActorRef<MigrationActor.Command> migration = testKit.system().ignoreRef();

  @AfterEach
  void shutDown() {
    testKit.shutdownTestKit();
  }

  /** What moves: 4 GiB of memory, a disk and a VIF, unless a test says otherwise. */
  protected InstanceSpec spec() {
    return new InstanceSpec("web-1", new Flavor(2, 4 * GIB, 20 * GIB), 1, 0);
  }

  protected Map<String, MigrationHooks> hooks() {
    return Map.of("none", MigrationHooks.NONE);
  }

  /** Which of the two hosts share their storage. */
  protected Set<String> sharingStorage() {
    return Set.of("hv1", "hv2");
  }

  /** Whose own disks are made before a guest is. */
  protected Set<String> makingLocalDisks() {
    return Set.of();
  }

  /** Carries on from this record. */
  protected final void start(MigrationRecord from) {
    record = from;
    Feed feed = new Feed();
    feed.subscribe(notices.ref());
    Map<String, ActorRef<HostActor.Command>> byName = new LinkedHashMap<>();
    byName.put("hv1", hv1.ref());
    byName.put("hv2", hv2.ref());
    Waits waits = Waits.plain(testKit.system().settings().config().getConfig("drover"));
    MigrationEnvironment environment =
        new MigrationEnvironment(
            new Hosts(byName, sharingStorage(), makingLocalDisks()),
            admission.ref(),
            hooks(),
            MigrationSettings.from(waits),
            waits.get("reply-timeout"),
            feed);
    migration =
        testKit.spawn(
            Behaviors.monitor(
                MigrationActor.Command.class,
                handled.ref(),
                MigrationActor.create(environment, spec(), 1, from, parent.ref())));
  }

  // The parent.

  /** The parent is asked to record an event of this type, and does not answer yet. */
  protected final <T extends MigrationEvent> T asks(Class<T> type) {
    MigrationActor.RecordEvent asked = parent.receiveMessage();
    assertThat(asked.event()).isInstanceOf(type);
    return type.cast(asked.event());
  }

  /** The parent is asked to record an event of this type, and does. */
  protected final <T extends MigrationEvent> T records(Class<T> type) {
    T event = asks(type);
    acknowledge(event);
    return event;
  }

  /** The parent has recorded this event. */
  protected final void acknowledge(MigrationEvent event) {
    assertThat(record.allows(event)).as("%s allows %s", record, event).isTrue();
    record = record.after(event);
    migration.tell(new MigrationActor.Recorded(record));
  }

  /** The parent has recorded the wish to stop. */
  protected final void stop(Reason reason) {
    acknowledge(MigrationEvents.stop(reason));
  }

  protected final void parentIsLeftAlone() {
    settle();
    MigrationActor.RecordEvent marker =
        new MigrationActor.RecordEvent(MigrationEvents.QUEUED, testKit.system().ignoreRef());
    parent.ref().tell(marker);
    assertThat(parent.receiveMessage()).isSameAs(marker);
  }

  protected final void hostsAreLeftAlone() {
    settle();
    hv1.isLeftAlone();
    hv2.isLeftAlone();
  }

  // The slots.

  protected final void isGranted() {
    admission
        .expectMessageClass(AdmissionActor.Acquire.class)
        .replyTo()
        .tell(new AdmissionActor.Granted(record.id()));
  }

  protected final void isReadmitted() {
    assertThat(admission.expectMessageClass(AdmissionActor.Readmit.class).request().migration())
        .isEqualTo(record.id());
  }

  protected final void slotsAreReleased() {
    AdmissionActor.Release release = admission.expectMessageClass(AdmissionActor.Release.class);
    assertThat(release.migration()).isEqualTo(record.id());
    release.replyTo().tell(Done.getInstance());
  }

  // Time.

  /** Lets time pass once the migration has done its work, and waits until it has done it again. */
  protected final void pass(Duration time) {
    settle();
    ManualClock.pass(testKit.system(), time);
    settle();
  }

  /** Waits until the migration has handled all that it was told. */
  protected final void settle() {
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      migration.tell(MARKER);
      while (handled.receiveMessage() != MARKER) {
        // What it was told before.
      }
    }
  }

  // The end.

  /** Nothing was begun at the destination: slots are given back and it ends. */
  protected final MigrationRecord endsWithNothingToUndo() {
    slotsAreReleased();
    records(MigrationEvent.Ended.class);
    return record;
  }

  protected final void decided(Outcome outcome, @Nullable Reason reason) {
    MigrationEvent.Decided decided = records(MigrationEvent.Decided.class);
    assertThat(decided.outcome()).isEqualTo(outcome);
    assertThat(decided.reason()).isEqualTo(reason);
  }
}
