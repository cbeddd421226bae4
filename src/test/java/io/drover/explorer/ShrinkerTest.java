package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.FaultKind;
import io.drover.scenario.Action;
import io.drover.scenario.Scenario;
import io.drover.scenario.Verb;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A fake failure says what the smallest scenario is that still fails. */
class ShrinkerTest {

  /** Fails when a guest crashes before some migration is asked for. */
  private static boolean fails(Scenario scenario) {
    List<Action> actions = Shrinker.actions(scenario);
    int crash = indexOf(actions, ShrinkerTest::crashesGuest);
    int migration = indexOf(actions, ShrinkerTest::migrates);
    return crash >= 0 && migration > crash;
  }

  private final Scenario large =
      LongStream.range(1, 10_000)
          .mapToObj(RandomScenario::of)
          .filter(each -> each.steps().size() > 30 && each.instances().size() > 4)
          .filter(ShrinkerTest::fails)
          .findFirst()
          .orElseThrow();

  private static int indexOf(List<Action> actions, Predicate<Action> matching) {
    for (int i = 0; i < actions.size(); i++) {
      if (matching.test(actions.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean crashesGuest(Action action) {
    return action instanceof Action.InjectFault inject
        && inject.fault().kind() == FaultKind.GUEST_CRASH;
  }

  private static boolean migrates(Action action) {
    return action instanceof Action.Request request && request.verb() == Verb.LIVE_MIGRATE;
  }

  @Test
  void onlyWhatItNeedsToFailIsLeft() {
    Scenario small = Shrinker.shrink(large, ShrinkerTest::fails, 2_000);

    assertThat(fails(small)).isTrue();
    assertThat(small.steps()).hasSize(2 + QuietEnd.steps().size());
    assertThat(small.instances().size()).isBetween(1, 2);
    assertThat(small.hosts().size()).isBetween(1, 3);
    assertThat(small.settings().isEmpty()).isTrue();
    Action.InjectFault fault = (Action.InjectFault) small.steps().get(0).action();
    assertThat(fault.fault().at()).isNull();
  }

  @Test
  void theQuietEndStays() {
    Scenario small = Shrinker.shrink(large, scenario -> true, 2_000);

    assertThat(Shrinker.actions(small)).isEqualTo(QuietEnd.steps());
  }

  @Test
  void itPlaysNoMoreThanItMay() {
    AtomicInteger played = new AtomicInteger();
    Shrinker.shrink(large, scenario -> played.incrementAndGet() % 2 == 0, 25);

    assertThat(played).hasValueLessThanOrEqualTo(25);
  }

  @Test
  void aScenarioThatCannotBeSmallerStaysAsItIs() {
    Scenario same = Shrinker.shrink(large, scenario -> false, 2_000);

    assertThat(Shrinker.actions(same)).isEqualTo(Shrinker.actions(large));
    assertThat(same.instances()).isEqualTo(large.instances());
  }
}
