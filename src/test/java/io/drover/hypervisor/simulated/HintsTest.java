package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static io.drover.hypervisor.simulated.FleetHarness.id;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorEvent.GuestChanged;
import io.drover.hypervisor.HypervisorEvent.JobChanged;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class HintsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final InstanceId END = new InstanceId("end of stream");

  private final FleetHarness hosts = new FleetHarness();
  private final InstanceId web = id("web");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** What the host's stream carries from now on; its end is an event of {@link #END}. */
  private TestProbe<Object> listen(String host) {
    TestProbe<Object> probe = KIT.createTestProbe();
    hosts.on(host).events().to(Sink.foreach(event -> probe.getRef().tell(event))).run(KIT.system());
    return probe;
  }

  /** As {@link #listen}, for the failure or the completion of the stream. */
  private TestProbe<Object> listenForTheEnd(String host) {
    TestProbe<Object> probe = KIT.createTestProbe();
    hosts
        .on(host)
        .events()
        .runWith(Sink.<HypervisorEvent>ignore(), KIT.system())
        .whenComplete((done, failure) -> probe.getRef().tell(failure == null ? END : failure));
    return probe;
  }

  @Test
  void tellsOfEveryChangeOfAGuest() {
    TestProbe<Object> events = listen("hv1");

    hosts.running("hv1", "web", 0);
    hosts.answer(hosts.on("hv1").pause(web));
    hosts.answer(hosts.on("hv1").resume(web));
    hosts.answer(hosts.on("hv1").destroy(web));

    for (int change = 0; change < 5; change++) {
      events.expectMessage(new GuestChanged(web));
    }
    events.expectNoMessage();
  }

  @Test
  void tellsTheSourceOfRoundsAndBothEndsOfTheirGuest() {
    hosts.running("hv1", "web", 100 * MIB);
    TestProbe<Object> source = listen("hv1");
    TestProbe<Object> destination = listen("hv2");

    hosts.answer(hosts.migrate(web, "hv1", "hv2"));

    source.expectMessage(new JobChanged(web));
    source.expectMessage(new JobChanged(web));
    source.expectMessage(new JobChanged(web));
    source.expectMessage(new GuestChanged(web));
    source.expectMessage(new GuestChanged(web));
    source.expectMessage(new JobChanged(web));
    source.expectNoMessage();
    destination.expectMessage(new GuestChanged(web));
    destination.expectMessage(new GuestChanged(web));
    destination.expectNoMessage();
  }

  @Test
  void tellsOfTheEndOfAJobThatFailed() {
    hosts.running("hv1", "web", 0);
    hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofSeconds(1));
    TestProbe<Object> events = listen("hv1");

    hosts.answer(hosts.on("hv1").abortJob(web));
    hosts.timeline.advance(Duration.ofSeconds(1));

    events.expectMessage(new JobChanged(web));
    events.expectNoMessage();
  }

  @Test
  void tellsOfPostCopy() {
    hosts.running("hv1", "web", 0);
    hosts.migrate(web, "hv1", "hv2");
    hosts.timeline.advance(Duration.ofSeconds(1));
    TestProbe<Object> events = listen("hv1");

    hosts.answer(hosts.on("hv1").startPostCopy(web));

    events.expectMessage(new GuestChanged(web));
    events.expectMessage(new JobChanged(web));
  }

  @Test
  void anUnreachableHostTellsNothingUntilItIsHealed() {
    hosts.running("hv1", "web", 0);
    TestProbe<Object> events = listen("hv1");

    hosts.fleet.inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
    hosts.fleet.inject(GuestFault.of(web, FaultKind.GUEST_CRASH));
    hosts.fleet.heal(FaultSelector.ALL);
    hosts.answer(hosts.on("hv1").create(template("db", GIB, 0, 0)));

    events.expectMessage(new GuestChanged(id("db")));
  }

  @Test
  void aStreamFailsWhenItsHostGoesDown() {
    TestProbe<Object> before = listenForTheEnd("hv1");
    TestProbe<Object> elsewhere = listenForTheEnd("hv2");

    hosts.fleet.inject(HostFault.of("hv1", FaultKind.DOWN));
    TestProbe<Object> after = listenForTheEnd("hv1");

    assertThat(before.expectMessageClass(HypervisorException.class).kind())
        .isEqualTo(Kind.HOST_DOWN);
    assertThat(after.expectMessageClass(HypervisorException.class).kind())
        .isEqualTo(Kind.HOST_DOWN);
    elsewhere.expectNoMessage();
  }

  @Test
  void aStreamIsMaterialisedAnewWhenTheHostIsBack() {
    TestProbe<Object> lost = listenForTheEnd("hv1");
    hosts.fleet.inject(HostFault.of("hv1", FaultKind.DOWN));
    lost.expectMessageClass(HypervisorException.class);
    hosts.fleet.heal(FaultSelector.ALL);

    TestProbe<Object> events = listen("hv1");
    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));

    events.expectMessage(new GuestChanged(web));
  }

  @Test
  void closingAConnectionEndsItsStreamsOnly() {
    TestProbe<Object> ended = listenForTheEnd("hv1");
    SimulatedConnection other = hosts.fleet.connect("hv1");
    TestProbe<Object> events = KIT.createTestProbe();
    other
        .hypervisor()
        .events()
        .to(Sink.foreach(event -> events.getRef().tell(event)))
        .run(KIT.system());

    hosts.on("hv1").close();
    ended.expectMessage(END);
    hosts.answer(other.hypervisor().create(template("web", GIB, 0, 0)));

    events.expectMessage(new GuestChanged(web));
  }

  @Test
  void aStreamThatWasCancelledHoldsNothingUp() {
    TestProbe<Object> first = KIT.createTestProbe();
    hosts
        .on("hv1")
        .events()
        .take(1)
        .runWith(Sink.<HypervisorEvent>ignore(), KIT.system())
        .whenComplete((done, failure) -> first.getRef().tell(END));
    TestProbe<Object> second = listen("hv1");

    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));
    first.expectMessage(END);
    hosts.timeline.advance(Duration.ofSeconds(3));

    second.expectMessage(new GuestChanged(web));
    second.expectMessage(new GuestChanged(web));
  }

  @Test
  void aStreamThatWasCancelledCanLoseItsHost() {
    TestProbe<Object> probe = KIT.createTestProbe();
    hosts
        .on("hv1")
        .events()
        .take(0)
        .runWith(Sink.<HypervisorEvent>ignore(), KIT.system())
        .whenComplete((done, failure) -> probe.getRef().tell(END));
    TestProbe<Object> other = listenForTheEnd("hv1");
    probe.expectMessage(END);

    hosts.fleet.inject(HostFault.of("hv1", FaultKind.DOWN));
    hosts.on("hv1").close();

    other.expectMessageClass(HypervisorException.class);
  }
}
