package io.drover.explorer;

import io.drover.model.HostOrder;
import io.drover.scenario.Action;
import io.drover.scenario.ExpectKey;
import io.drover.scenario.Expectation;
import io.drover.scenario.HealSelector;
import io.drover.scenario.Target;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How every explored scenario ends: with nothing wrong any more, and time for all to settle. */
final class QuietEnd {

  /**
   * Until hosts that come back have been found, the slowest call has had its effect, and all guests
   * were asked for once more.
   */
  private static final Duration RECOVERY = Duration.ofSeconds(75);

  /** Far more than the longest deadline of any operation. */
  private static final Duration REST = Duration.ofHours(6);

  private QuietEnd() {}

  /** The steps, from an orchestrator that works. */
  static List<Action> steps() {
    return List.of(
        new Action.Heal(new HealSelector.All()),
        Steps.say(HostOrder.UNFENCE, Target.ALL),
        new Action.Sleep(RECOVERY),
        new Action.Await(new Target(Target.ALL), REST),
        expect(ExpectKey.NO_LEAKS, REST),
        expect(ExpectKey.GUARANTEES, null));
  }

  /** Whether it is the await of a quiet end. */
  static boolean isAwait(Action.Await await) {
    return await.within().equals(REST);
  }

  private static Action expect(ExpectKey key, @Nullable Duration within) {
    Map<ExpectKey, @Nullable Object> wanted = new EnumMap<>(ExpectKey.class);
    wanted.put(key, true);
    return new Action.Expect(new Expectation(null, null, null, wanted), within);
  }
}
