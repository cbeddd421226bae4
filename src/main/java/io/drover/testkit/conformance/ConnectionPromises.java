package io.drover.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

/** The connection to a host: its facts, its signs of life, its events, its end. */
interface ConnectionPromises {

  Bench bench();

  @Test
  default void connectingSaysWhatTheHostIs() {
    HostFacts facts = bench().answer(bench().source.connect());

    assertAll(
        () -> assertFalse(facts.type().isBlank(), "type"),
        () -> assertFalse(facts.peerAddress().isBlank(), "address for peers"),
        () -> assertEquals(facts, bench().answer(bench().source.connect()), "facts do not change"));
  }

  @Test
  default void connectingAgainReplacesTheConnectionAndNothingElse() {
    InstanceId id = bench().running().id();
    var before = bench().incarnation(id);

    bench().answer(bench().source.connect());

    bench().answer(bench().source.ping());
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    assertEquals(before, bench().incarnation(id));
  }

  @Test
  default void guestsOfAnEqualHostCanRunHere() {
    HostFacts source = bench().answer(bench().source.connect());

    Compatibility answer = bench().answer(bench().destination.compare(source));

    assertEquals(Compatibility.YES, answer);
  }

  @Test
  default void guestsOfAnotherHypervisorCannotRunHereAndWhyIsSaid() {
    HostFacts facts = bench().answer(bench().source.connect());
    HostFacts other =
        new HostFacts(
            "no such hypervisor",
            facts.version(),
            facts.cpuModel(),
            facts.machineTypes(),
            facts.peerAddress());

    Compatibility answer = bench().answer(bench().destination.compare(other));

    assertFalse(answer.compatible());
    assertFalse(answer.explanation().isBlank());
  }

  @Test
  default void eventsHintAtWhatHappensToAGuest() {
    InstanceId id = bench().running().id();
    Queue<HypervisorEvent> events = new ConcurrentLinkedQueue<>();
    listen(bench().source, events);

    bench().answer(bench().source.pause(id));

    HypervisorEvent expected = new HypervisorEvent.GuestChanged(id);
    bench().eventually("a hint at the pause", () -> events.contains(expected));
  }

  @Test
  default void eventsHintAtAJob() {
    InstanceId id = bench().running().id();
    Queue<HypervisorEvent> events = new ConcurrentLinkedQueue<>();
    listen(bench().source, events);

    bench().answer(bench().source.migrate(bench().order(id)));

    HypervisorEvent expected = new HypervisorEvent.JobChanged(id);
    bench().eventually("a hint at the job", () -> events.contains(expected));
  }

  @Test
  default void eventsEndWithTheConnectionAndAreHeardAgainOverTheNextOne() {
    InstanceId id = bench().running().id();
    Hypervisor first = bench().hosts.openSource();
    bench().answer(first.connect());
    CompletableFuture<Done> end =
        listen(first, new ConcurrentLinkedQueue<>()).toCompletableFuture();

    first.close();

    bench().eventually("the events end", end::isDone);
    Queue<HypervisorEvent> events = new ConcurrentLinkedQueue<>();
    bench().answer(bench().source.connect());
    listen(bench().source, events);
    bench().answer(bench().source.pause(id));
    HypervisorEvent expected = new HypervisorEvent.GuestChanged(id);
    bench().eventually("a hint at the pause", () -> events.contains(expected));
  }

  @Test
  default void nothingIsDoneOverAClosedConnection() {
    InstanceId id = bench().running().id();
    Hypervisor other = bench().hosts.openSource();
    bench().answer(other.connect());
    bench().answer(other.ping());

    other.close();

    bench().fails(other.ping(), Kind.UNREACHABLE);
    bench().fails(other.list(), Kind.UNREACHABLE);
    bench().fails(other.destroy(id), Kind.UNREACHABLE);
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
  }

  /** Listens from now on; the stage completes when the stream has ended, however it did. */
  private CompletionStage<Done> listen(Hypervisor host, Queue<HypervisorEvent> heard) {
    return host.events()
        .runWith(Sink.foreach(heard::add), bench().hosts.streams())
        .handle((done, failure) -> Done.getInstance());
  }
}
