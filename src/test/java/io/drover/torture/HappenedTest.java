package io.drover.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.HookKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HappenedTest {

  @Test
  void aRunInWhichNothingHappensProvesNothing() {
    Happened nothing =
        new Happened(new Assassin.Kills(80, 20, 0), List.of(), 0, new HookLog(Map.of()));

    assertThat(nothing.tooLittle())
        .hasSize(5)
        .contains("kills in a transfer: 0, and with 100 kills there have to be 20");
    assertThat(nothing.table())
        .startsWith("kills                        100 (20 of them while it started)");
  }

  @Test
  void aRunWithoutKillsHasNothingToCount() {
    Happened none = new Happened(new Assassin.Kills(0, 0, 0), List.of(), 0, new HookLog(Map.of()));

    assertThat(none.tooLittle()).isEmpty();
  }

  @Test
  void migrationsAreCountedByTheirHooks() {
    HookLog log =
        new HookLog(
            Map.of(
                "m-1", Set.of(HookKind.POST),
                "m-2", Set.of(HookKind.POST),
                "m-3", Set.of(HookKind.RECOVER)));

    assertThat(new Happened(new Assassin.Kills(1, 0, 1), List.of(), 1, log).table())
        .contains("migrations completed         2", "migrations that did not      1");
  }
}
