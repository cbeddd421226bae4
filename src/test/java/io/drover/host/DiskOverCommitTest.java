package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.InstanceId;
import io.drover.simulation.VirtualSystem;
import io.drover.simulation.VirtualTimeline;
import io.drover.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskOverCommitTest {
  private static final long GIB = HostHarness.GIB;

  private final VirtualTimeline timeline = new VirtualTimeline(1);
  private final VirtualSystem incarnation = timeline.newIncarnation("disks");
  private final List<String> heard = new ArrayList<>();
  private final CompletableFuture<Materializer> materializer = new CompletableFuture<>();
  private final ActorSystem<String> system =
      incarnation.start(Behaviors.<String>setup(this::listener), "disks", ConfigFactory.load());
  private final FakeHypervisor hypervisor = new FakeHypervisor();

  @AfterEach
  void close() {
    incarnation.close();
  }

  /** Hears what others are told, and lends its streams. */
  private Behavior<String> listener(ActorContext<String> context) {
    materializer.complete(Materializer.createMaterializer(context));
    return Behaviors.receive(String.class)
        .onMessage(
            String.class,
            message -> {
              heard.add(message);
              return Behaviors.same();
            })
        .build();
  }

  private CompletableFuture<DiskOverCommit> scan(int parallelism) {
    timeline.runReady();
    CompletableFuture<DiskOverCommit> sum =
        DiskOverCommit.scan("hv1", hypervisor, parallelism, materializer.join())
            .toCompletableFuture();
    timeline.runReady();
    return sum;
  }

  private FakeHypervisor.Asked next(String call) {
    timeline.runReady();
    return hypervisor.next(call);
  }

  private CompletableFuture<DiskOverCommit> scanOf(String... guests) {
    CompletableFuture<DiskOverCommit> sum = scan(1);
    next("list").returns(evidence(Stream.of(guests)));
    return sum;
  }

  private static List<GuestEvidence> evidence(Stream<String> guests) {
    return guests.map(name -> HostHarness.running(new InstanceId(name))).toList();
  }

  private DiskOverCommit result(CompletableFuture<DiskOverCommit> sum) {
    timeline.runReady();
    return sum.join();
  }

  @Test
  void sumsUpWhatAllDisksOfAllGuestsOccupyAndMayStillGrowBy() {
    CompletableFuture<DiskOverCommit> sum = scanOf("web-1", "web-2");
    next("diskInfo")
        .returns(List.of(new DiskInfo(20 * GIB, 5 * GIB), new DiskInfo(10 * GIB, 10 * GIB)));
    next("diskInfo").returns(List.of(new DiskInfo(8 * GIB, GIB)));

    assertThat(result(sum)).isEqualTo(new DiskOverCommit(16 * GIB, 22 * GIB, 2, 0));
  }

  @Test
  void aDiskThatOccupiesMoreThanItHoldsPromisesNothing() {
    CompletableFuture<DiskOverCommit> sum = scanOf("web-1");
    next("diskInfo").returns(List.of(new DiskInfo(GIB, 2 * GIB)));

    assertThat(result(sum)).isEqualTo(new DiskOverCommit(2 * GIB, 0, 1, 0));
  }

  @Test
  void aHostWithoutGuestsHasPromisedNothing() {
    assertThat(result(scanOf())).isEqualTo(new DiskOverCommit(0, 0, 0, 0));
  }

  @Test
  void skipsAGuestThatVanishesWithoutAWord() {
    try (CapturedLog log = CapturedLog.of(DiskOverCommit.class)) {
      CompletableFuture<DiskOverCommit> sum = scanOf("web-1", "web-2", "web-3");
      next("diskInfo").returns(List.of(new DiskInfo(2 * GIB, GIB)));
      next("diskInfo").fails(HypervisorException.Kind.NOT_FOUND, "there is no web-2");
      next("diskInfo").returns(List.of(new DiskInfo(2 * GIB, GIB)));

      assertThat(result(sum)).isEqualTo(new DiskOverCommit(2 * GIB, 2 * GIB, 2, 1));
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void skipsAGuestWhoseDisksCannotBeAskedAboutAndWarns() {
    try (CapturedLog log = CapturedLog.of(DiskOverCommit.class)) {
      CompletableFuture<DiskOverCommit> sum = scanOf("web-1", "web-2");
      next("diskInfo").fails(HypervisorException.Kind.FAILED, "permission denied");
      next("diskInfo").returns(List.of(new DiskInfo(2 * GIB, GIB)));

      assertThat(result(sum)).isEqualTo(new DiskOverCommit(GIB, GIB, 1, 1));
      assertThat(log.warnings())
          .containsExactly("the disks of instance web-1 on hv1 are not counted: permission denied");
    }
  }

  @Test
  void aPortThatThrowsCostsOneGuestToo() {
    try (CapturedLog log = CapturedLog.of(DiskOverCommit.class)) {
      CompletableFuture<DiskOverCommit> sum = scanOf("web-1", "web-2");
      FakeHypervisor.Asked first = next("diskInfo");
      hypervisor.throwFromNowOn(new IllegalStateException("no such driver"));
      first.returns(List.of(new DiskInfo(2 * GIB, GIB)));

      assertThat(result(sum)).isEqualTo(new DiskOverCommit(GIB, GIB, 1, 1));
      assertThat(log.warnings())
          .containsExactly("the disks of instance web-2 on hv1 are not counted: no such driver");
    }
  }

  @Test
  void failsAsAWholeWhenTheGuestsCannotBeListed() {
    CompletableFuture<DiskOverCommit> sum = scan(1);
    next("list").fails(HypervisorException.Kind.FAILED, "no list");
    timeline.runReady();

    assertThatThrownBy(sum::join).hasRootCauseMessage("no list");
  }

  @Test
  void asksAboutAsManyGuestsAtATimeAsIsAllowed() {
    CompletableFuture<DiskOverCommit> sum = scan(3);
    next("list").returns(evidence(IntStream.range(0, 7).mapToObj(i -> "guest-" + i)));
    timeline.runReady();
    List<FakeHypervisor.Asked> underWay = new ArrayList<>();
    for (int guest = 0; guest < 7; guest++) {
      assertThat(hypervisor.calls()).hasSize(Math.min(3, 7 - guest));
      underWay.add(next("diskInfo"));
      underWay.get(guest).returns(List.of());
      timeline.runReady();
    }

    assertThat(result(sum).guests()).isEqualTo(7);
  }

  /** Even when every answer is there at once, each guest is a task of its own. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void givesWayToOthersBetweenTwoGuests(int parallelism) {
    int guests = 100;
    List<Long> steps = new ArrayList<>();
    hypervisor.answerAtOnce(
        "diskInfo",
        () -> {
          steps.add(timeline.steps());
          heard.add("a guest");
          return List.of(new DiskInfo(2 * GIB, GIB));
        });
    CompletableFuture<DiskOverCommit> sum = scan(parallelism);
    next("list").returns(evidence(IntStream.range(0, guests).mapToObj(i -> "guest-" + i)));
    IntStream.range(0, guests).forEach(i -> system.tell("another's message"));

    assertThat(result(sum).guests()).isEqualTo(guests);
    assertThat(steps).doesNotHaveDuplicates();
    List<String> untilTheLastGuest = heard.subList(0, heard.lastIndexOf("a guest"));
    assertThat(untilTheLastGuest).contains("another's message");
    assertThat(timeline.elapsed()).isEqualTo(Duration.ZERO);
  }

  @Test
  void whatIsLeftForOneMoreDiskIsNegativeWhenMoreIsPromisedThanThereIs() {
    DiskOverCommit sum = new DiskOverCommit(60 * GIB, 50 * GIB, 3, 0);

    assertThat(sum.availableLeast(200 * GIB)).isEqualTo(90 * GIB);
    assertThat(sum.availableLeast(100 * GIB)).isEqualTo(-10 * GIB);
  }
}
