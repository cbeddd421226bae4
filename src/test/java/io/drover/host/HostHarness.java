package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.Flavor;
import io.drover.model.HostOrder;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.Notice;
import io.drover.runtime.Feed;
import io.drover.runtime.Waits;
import io.drover.store.JournalAccess;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor of one host over a {@link FakeHypervisor}, on time that the test moves. Unless a test
 * says otherwise there are no heartbeats, no comparisons with the record and no disk scans.
 */
final class HostHarness implements AutoCloseable {
  static final String NAME = "hv1";
  static final long GIB = 1L << 30;
  static final Flavor CAPACITY = new Flavor(8, 16 * GIB, 100 * GIB);
  static final HostFacts FACTS =
      new HostFacts("QEMU", 8002000, "model-1", List.of("q35"), "tcp://hv1");

  private static final JournalAccess JOURNAL =
      new JournalAccess(
          "drover.memory-journal",
          "drover.memory-snapshots",
          SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofMillis(10), 0));

  private static final String QUIET =
      "drover.host { heartbeat-interval = 10 d, sync-interval = 10 d, disk-scan-interval = 10 d }";

  final FakeHypervisor hypervisor = new FakeHypervisor();
  final TestProbe<HostReport> reports;
  final TestProbe<Notice> notices;
  final ActorRef<HostActor.Command> host;
  private final ActorTestKit kit;
  private final ManualTime time;

  /** A host that has begun to connect. */
  HostHarness(ActorTestKit kit, String settings) {
    this.kit = kit;
    time = ManualTime.get(kit.system());
    reports = kit.createTestProbe("reports");
    notices = kit.createTestProbe("notices");
    Feed feed = new Feed();
    feed.subscribe(notices.ref());
    HostSpec spec = new HostSpec(NAME, CAPACITY, true, hypervisor, hypervisor, hypervisor);
    host =
        kit.spawn(
            Behaviors.supervise(
                    HostActor.create(spec, settings(settings), JOURNAL, reports.ref(), feed))
                .onFailure(SupervisorStrategy.restart()));
  }

  /** A host that is up and has no guests. */
  static HostHarness up(ActorTestKit kit, String settings) {
    HostHarness harness = new HostHarness(kit, settings);
    harness.comesUp();
    harness.describe();
    return harness;
  }

  /** The defaults, with these settings below {@code drover.host} instead of theirs. */
  static HostSettings settings(String settings) {
    return HostSettings.from(
        Waits.plain(
            ConfigFactory.parseString(settings)
                .atPath("drover.host")
                .withFallback(ConfigFactory.parseString(QUIET))
                .withFallback(ConfigFactory.load())
                .getConfig("drover.host")));
  }

  static InstanceId id(String name) {
    return new InstanceId(name);
  }

  static GuestEvidence running(InstanceId id) {
    return new GuestEvidence(
        id,
        GuestState.RUNNING,
        "",
        false,
        new Incarnation(1, ManualClock.START),
        ManualClock.START);
  }

  /** Answers the connection attempt that is under way with these guests. */
  HostReport.StateChanged comesUp(GuestEvidence... guests) {
    hypervisor.next("connect").returns(FACTS);
    hypervisor.next("list").returns(List.of(guests));
    HostReport.StateChanged report = nextState();
    assertThat(report.state()).isEqualTo(HostState.UP);
    return report;
  }

  HostReport.StateChanged nextState() {
    return reports.expectMessageClass(HostReport.StateChanged.class);
  }

  /** Waits until everything that was told to the actor before has been dealt with. */
  HostActor.Summary describe() {
    TestProbe<HostActor.Summary> asker = kit.createTestProbe();
    host.tell(new HostActor.Describe(asker.ref()));
    return asker.receiveMessage();
  }

  HostState state() {
    return describe().state();
  }

  /** Lets time pass, with nothing under way in the actor before and after. */
  void pass(Duration duration) {
    describe();
    time.timePasses(duration);
    describe();
  }

  /** Nothing has been asked of the hypervisor beyond what the test has taken. */
  void assertNothingAsked() {
    describe();
    assertThat(hypervisor.calls()).isEmpty();
  }

  /** The actor has told the probe nothing more; the marker is what the probe sees instead. */
  <T> void assertSilent(TestProbe<T> probe, T marker) {
    describe();
    probe.ref().tell(marker);
    assertThat(probe.receiveMessage()).isSameAs(marker);
  }

  void assertUnanswered(TestProbe<CallResult> asker) {
    assertSilent(asker, CallResult.notDone(CallResult.Failure.ERROR, "a marker"));
  }

  void assertNoReport() {
    assertSilent(reports, new HostReport.GuestHint(NAME, id("a-marker")));
  }

  TestProbe<CallResult> perform(HostCall call) {
    TestProbe<CallResult> asker = kit.createTestProbe();
    host.tell(new HostActor.Perform(call, asker.ref()));
    return asker;
  }

  static HostCall destroy(int number) {
    return new HostCall.Destroy(id("guest-" + number));
  }

  static HostCall migrate(int number) {
    return new HostCall.Migrate(
        new MigrateCall(
            id("guest-" + number), "hv2", "tcp://hv2", false, false, 0, Duration.ZERO, false));
  }

  /** A call finds out that the host is off. */
  HostReport.StateChanged goesDown() {
    return failsWith(HypervisorException.Kind.HOST_DOWN, "hv1 is off");
  }

  /** A call finds out that the host cannot be reached. */
  HostReport.StateChanged getsLost() {
    return failsWith(HypervisorException.Kind.UNREACHABLE, "no route");
  }

  private HostReport.StateChanged failsWith(HypervisorException.Kind kind, String message) {
    perform(destroy(0));
    hypervisor.next("destroy").fails(kind, message);
    return nextState();
  }

  TestProbe<Sighting> look(InstanceId id) {
    TestProbe<Sighting> asker = kit.createTestProbe();
    host.tell(new HostActor.Look(id, asker.ref()));
    return asker;
  }

  TestProbe<HostActor.JobAnswer> askJob(InstanceId id) {
    TestProbe<HostActor.JobAnswer> asker = kit.createTestProbe();
    host.tell(new HostActor.AskJob(id, asker.ref()));
    return asker;
  }

  HostActor.FactsAnswer facts() {
    TestProbe<HostActor.FactsAnswer> asker = kit.createTestProbe();
    host.tell(new HostActor.AskFacts(asker.ref()));
    return asker.receiveMessage();
  }

  TestProbe<HostActor.Comparison> compare(HostFacts source) {
    TestProbe<HostActor.Comparison> asker = kit.createTestProbe();
    host.tell(new HostActor.Compare(source, asker.ref()));
    return asker;
  }

  HostActor.Claimed claim(InstanceId id, long generation, Flavor size) {
    TestProbe<HostActor.Claimed> asker = kit.createTestProbe();
    host.tell(new HostActor.Claim(new LedgerEntry(id, generation, size), asker.ref()));
    return asker.receiveMessage();
  }

  void release(InstanceId id, long generation) {
    TestProbe<Done> asker = kit.createTestProbe();
    host.tell(new HostActor.Release(id, generation, asker.ref()));
    asker.receiveMessage();
  }

  TestProbe<HostActor.HostCheck> check(InstanceId id, Flavor size, boolean localDisk) {
    TestProbe<HostActor.HostCheck> asker = kit.createTestProbe();
    host.tell(new HostActor.Check(id, size, localDisk, asker.ref()));
    return asker;
  }

  /** An operator says this of it. */
  TestProbe<HostActor.OrderAnswer> say(HostOrder order, String reason) {
    TestProbe<HostActor.OrderAnswer> asker = kit.createTestProbe();
    host.tell(new HostActor.Order(order, reason, asker.ref()));
    return asker;
  }

  /** The same, and it is followed. */
  void follows(HostOrder order, String reason) {
    say(order, reason).expectMessage(HostActor.OrderAnswer.DONE);
  }

  TestProbe<Done> whenSettled() {
    TestProbe<Done> asker = kit.createTestProbe();
    host.tell(new HostActor.WhenSettled(asker.ref()));
    return asker;
  }

  @Override
  public void close() {
    kit.stop(host);
  }
}
