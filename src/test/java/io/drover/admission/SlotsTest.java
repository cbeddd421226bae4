package io.drover.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.drover.model.InstanceId;
import io.drover.model.MigrationId;
import io.drover.runtime.Waits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
  private static final SlotLimits NONE = new SlotLimits(0, 0, 0);

  private static SlotRequest request(int number, String source, String destination) {
    return new SlotRequest(
        new MigrationId("m-" + number),
        new InstanceId("i-" + number),
        source,
        destination,
        Instant.ofEpochSecond(number));
  }

  private static Slots queued(SlotLimits limits, SlotRequest... requests) {
    Slots slots = Slots.free(limits);
    for (SlotRequest request : requests) {
      slots = slots.enqueue(request);
    }
    return slots;
  }

  private static String obstacle(Slots slots, SlotRequest request) {
    return slots.obstacle(request).map(SlotObstacle::sentence).orElse("");
  }

  @Test
  void aRequestIsGrantedWhenAllItsSlotsAreFreeAndNoneIsTakenBefore() {
    SlotRequest first = request(1, "a", "b");
    SlotRequest second = request(2, "c", "b");
    Slots.Granting granting = queued(new SlotLimits(1, 1, 0), first, second).grant();

    assertThat(granting.granted()).containsExactly(first);
    assertThat(granting.slots().waiting()).containsExactly(second);
    assertThat(granting.slots().out("c")).as("it waits for b and holds nothing of c").isZero();
    assertThat(granting.slots().grant().granted()).isEmpty();
  }

  @Test
  void oneThatWaitedBeforeARestartHasItsPlaceAgain() {
    SlotRequest first = request(1, "a", "b");
    SlotRequest second = request(2, "a", "c");
    SlotRequest third = request(3, "a", "d");

    assertThat(queued(NONE, second, third, first).waiting()).containsExactly(first, second, third);
  }

  @Test
  void isFirstComeFirstServed() {
    Slots slots =
        queued(
                new SlotLimits(1, 0, 0),
                request(1, "a", "b"),
                request(2, "a", "c"),
                request(3, "a", "d"))
            .grant()
            .slots();

    Slots.Granting next = slots.release(new MigrationId("m-1")).grant();

    assertThat(next.granted()).containsExactly(request(2, "a", "c"));
    assertThat(next.slots().waiting()).containsExactly(request(3, "a", "d"));
  }

  @Test
  void nobodyWaitsBehindSomebodyWhoWaitsForAnotherHost() {
    Slots.Granting granting =
        queued(
                new SlotLimits(1, 1, 0),
                request(1, "a", "b"),
                request(2, "a", "c"),
                request(3, "d", "e"))
            .grant();

    assertThat(granting.granted()).containsExactly(request(1, "a", "b"), request(3, "d", "e"));
    assertThat(granting.slots().waiting()).containsExactly(request(2, "a", "c"));
  }

  @Test
  void whatIsGrantedAtOnceCountsForWhoComesNext() {
    Slots.Granting granting =
        queued(
                new SlotLimits(0, 0, 2),
                request(1, "a", "b"),
                request(2, "c", "d"),
                request(3, "e", "f"))
            .grant();

    assertThat(granting.granted()).hasSize(2);
    assertThat(granting.slots().waiting()).containsExactly(request(3, "e", "f"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, a, x, '1 of 1 slots to leave a are taken'",
    "0, 1, 0, x, b, '1 of 1 slots to enter b are taken'",
    "0, 0, 1, x, y, '1 of 1 slots of the fleet are taken'",
    "1, 1, 1, a, b, '1 of 1 slots to leave a are taken'",
    "0, 1, 1, a, b, '1 of 1 slots to enter b are taken'",
    "1, 1, 2, b, a, ''",
    "0, 0, 0, a, b, ''"
  })
  void saysWhyARequestWaits(
      int outbound, int inbound, int fleet, String source, String destination, String why) {
    SlotLimits limits = new SlotLimits(outbound, inbound, fleet);
    Slots slots = queued(limits, request(1, "a", "b")).grant().slots();

    assertThat(obstacle(slots, request(2, source, destination))).isEqualTo(why);
  }

  @Test
  void withoutLimitsEverythingIsGranted() {
    Slots slots = Slots.free(NONE);
    for (int i = 0; i < 100; i++) {
      slots = slots.enqueue(request(i, "a", "b"));
    }

    assertThat(slots.grant().granted()).hasSize(100);
    assertThat(slots.grant().slots().out("a")).isEqualTo(100);
    assertThat(slots.grant().slots().in("b")).isEqualTo(100);
  }

  @Test
  void whoIsKnownAlreadyStaysWhereItIs() {
    Slots slots =
        queued(new SlotLimits(1, 0, 0), request(1, "a", "b"), request(2, "a", "b")).grant().slots();

    assertThat(slots.enqueue(request(1, "a", "b"))).isSameAs(slots);
    assertThat(slots.enqueue(request(2, "a", "b"))).isSameAs(slots);
    assertThat(slots.holds(new MigrationId("m-1"))).isTrue();
    assertThat(slots.holds(new MigrationId("m-2"))).isFalse();
  }

  @Test
  void whatIsUnderWayAlreadyIsReadmittedWhateverTheLimitsSay() {
    SlotLimits one = new SlotLimits(1, 1, 1);
    Slots slots = queued(one, request(1, "a", "b"), request(2, "a", "b")).grant().slots();

    Slots readmitted = slots.readmit(request(2, "a", "b")).readmit(request(3, "a", "b"));

    assertThat(readmitted.waiting()).isEmpty();
    assertThat(readmitted.out("a")).isEqualTo(3);
    assertThat(obstacle(readmitted, request(4, "a", "c")))
        .isEqualTo("3 of 1 slots to leave a are taken");
    assertThat(readmitted.readmit(request(3, "a", "b")).out("a")).isEqualTo(3);
  }

  @Test
  void aReleaseFreesTheSlotsOrThePlaceInTheQueue() {
    Slots slots =
        queued(new SlotLimits(1, 0, 0), request(1, "a", "b"), request(2, "a", "b")).grant().slots();

    Slots withoutTheQueued = slots.release(new MigrationId("m-2"));
    assertThat(withoutTheQueued.waiting()).isEmpty();
    assertThat(withoutTheQueued.out("a")).isEqualTo(1);

    Slots withoutBoth = withoutTheQueued.release(new MigrationId("m-1"));
    assertThat(withoutBoth.holding()).isEmpty();
    assertThat(withoutBoth.out("a")).isZero();
    assertThat(withoutBoth.in("b")).isZero();
    assertThat(withoutBoth.release(new MigrationId("never-there")).holding()).isEmpty();
  }

  @Test
  void aThousandInTheQueueOfFiftyHostsAllGetTheirTurnAndNoLimitIsExceeded() {
    SlotLimits limits = new SlotLimits(1, 2, 30);
    Slots slots = Slots.free(limits);
    for (int i = 0; i < 1000; i++) {
      slots = slots.enqueue(request(i, "h" + i % 50, "h" + (i + 1 + i / 50) % 50));
    }
    List<SlotRequest> order = new ArrayList<>();
    while (order.size() < 1000) {
      Slots.Granting granting = slots.grant();
      slots = granting.slots();
      assertThat(granting.granted()).as("somebody can always go").isNotEmpty();
      assertThat(slots.holding()).hasSizeLessThanOrEqualTo(30);
      for (SlotRequest request : granting.granted()) {
        assertThat(slots.out(request.source())).isEqualTo(1);
        assertThat(slots.in(request.destination())).isBetween(1, 2);
      }
      order.addAll(granting.granted());
      slots = slots.release(slots.holding().iterator().next().migration());
    }

    assertThat(order).doesNotHaveDuplicates().hasSize(1000);
    assertThat(slots.waiting()).isEmpty();
  }

  @Test
  void limitsAreReadAndMustNotBeNegative() {
    assertThat(
            SlotLimits.from(
                Waits.plain(
                    ConfigFactory.parseString("outbound-per-host=1, inbound-per-host=2, fleet=3"))))
        .isEqualTo(new SlotLimits(1, 2, 3));
    assertThatThrownBy(() -> new SlotLimits(0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 is no limit");
  }

  /** Counts that are kept come to the same as counting, whatever happens. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decidesAsIfItCountedEveryTime(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SlotLimits limits =
        new SlotLimits(random.nextInt(3), random.nextInt(3), random.nextInt(2) * 60);
    Naive naive = new Naive(limits);
    Slots slots = Slots.free(limits);
    int arrived = 0;
    for (int step = 0; step < 1000; step++) {
      int choice = random.nextInt(10);
      if (choice < 6) {
        SlotRequest request =
            request(arrived++, "h" + random.nextInt(50), "h" + random.nextInt(50));
        slots = slots.enqueue(request);
        naive.enqueue(request);
      } else if (choice < 9) {
        MigrationId migration = new MigrationId("m-" + random.nextInt(arrived + 1));
        slots = slots.release(migration);
        naive.queue.remove(migration);
        naive.held.remove(migration);
      } else {
        SlotRequest request = request(random.nextInt(arrived + 1), "h1", "h2");
        slots = slots.readmit(request);
        naive.queue.remove(request.migration());
        naive.held.put(request.migration(), request);
      }
      Slots.Granting granting = slots.grant();
      slots = granting.slots();

      assertThat(granting.granted()).as("seed %d, step %d", seed, step).isEqualTo(naive.grant());
    }
    assertThat(List.copyOf(slots.waiting())).isEqualTo(List.copyOf(naive.queue.values()));
    assertThat(slots.holding()).containsExactlyInAnyOrderElementsOf(naive.held.values());
    for (int host = 0; host < 50; host++) {
      assertThat(slots.out("h" + host)).isEqualTo(naive.out("h" + host));
      assertThat(slots.in("h" + host)).isEqualTo(naive.in("h" + host));
    }
  }

  /** The rule as one would say it. */
  private static final class Naive {
    private final SlotLimits limits;
    private final Map<MigrationId, SlotRequest> held = new LinkedHashMap<>();
    private final Map<MigrationId, SlotRequest> queue = new LinkedHashMap<>();

    private Naive(SlotLimits limits) {
      this.limits = limits;
    }

    private void enqueue(SlotRequest request) {
      if (!held.containsKey(request.migration())) {
        queue.putIfAbsent(request.migration(), request);
      }
    }

    private long out(String host) {
      return held.values().stream().filter(request -> request.source().equals(host)).count();
    }

    private long in(String host) {
      return held.values().stream().filter(request -> request.destination().equals(host)).count();
    }

    private static boolean free(int limit, long taken) {
      return limit == 0 || taken < limit;
    }

    private List<SlotRequest> grant() {
      List<SlotRequest> granted = new ArrayList<>();
      for (SlotRequest request : queue.values()) {
        if (free(limits.outboundPerHost(), out(request.source()))
            && free(limits.inboundPerHost(), in(request.destination()))
            && free(limits.fleet(), held.size())) {
          granted.add(request);
          held.put(request.migration(), request);
        }
      }
      granted.forEach(request -> queue.remove(request.migration()));
      return granted;
    }
  }
}
