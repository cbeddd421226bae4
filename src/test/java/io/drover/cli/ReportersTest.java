package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.model.HookState;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.Reason;
import io.drover.scenario.Action;
import io.drover.scenario.Event;
import io.drover.scenario.EventKind;
import io.drover.scenario.RunOptions;
import io.drover.scenario.RunReporter;
import io.drover.scenario.RunSummary;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import io.drover.scenario.Verdict;
import io.drover.scenario.Views;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportersTest {

  private static final Scenario SCENARIO =
      new Scenario("A move", "x.conf", List.of(), List.of(), ConfigFactory.empty(), List.of());

  @Test
  void jsonHasOneObjectALineWithItsKeysInOrder() {
    StringWriter text = new StringWriter();

    tell(new JsonReporter(new PrintWriter(text)));

    assertThat(text.toString().lines())
        .containsExactly(
            """
            {"type":"event","at":"PT0S","instance":null,"kind":"step","step":1,\
            "action":"live-migrate web-1 to hv2"}""",
            """
            {"type":"event","at":"PT1.5S","instance":"web-1","kind":"migration-status",\
            "status":"preparing","reason":null,"migration":"m-1","source":"hv1",\
            "destination":"hv2","leftovers":[]}""",
            """
            {"type":"event","at":"PT2.001S","instance":"web-1","kind":"migration-progress",\
            "memory-remaining":1073741824,"memory-total":4294967296,"iteration":1,\
            "rate":1073741824,"dirty-rate":104857600,"max-downtime":"PT0.05S","migration":"m-1"}""",
            """
            {"type":"expectation","step":1,"ok":false,\
            "expected":{"instance":"web-1","host":"hv2","claims":["a","b"]},\
            "actual":{"instance":"web-1","host":"hv1","claims":["a"]}}""",
            """
            {"type":"summary","scenario":"A move","ok":false,"expectations":1,"failed":1,\
            "seed":7,"virtual":"PT12S","real":"PT0.4S"}""");
  }

  @Test
  void plainLinesReadLikeAStory() {
    StringWriter text = new StringWriter();

    tell(new PlainReporter(new PrintWriter(text)));

    assertThat(text.toString().lines().map(String::stripTrailing))
        .containsExactly(
            "A move (simulated hosts, virtual time, seed 7)",
            "     0.000 s  step 1: live-migrate web-1 to hv2",
            "     1.500 s    web-1: migration from hv1 to hv2 is preparing",
            "     2.001 s    web-1: 1 GiB of 4 GiB left, round 1, 1 GiB/s, pause at most 50 ms",
            "     2.001 s    FAILED: host should be hv2 and is hv1; claims should be [a, b] and is"
                + " [a]",
            "instance  host  vm state  task  power    fault  last migration",
            "web-1     hv1   active    none  running  none   hv1 to hv2: failed (vif-plug)",
            "A move: 1 of 1 expectations failed (12 s, 400 ms real)");
  }

  private static void tell(RunReporter reporter) {
    Step step = new Step(1, 5, new Action.Sleep(Duration.ZERO));
    reporter.begin(
        SCENARIO,
        new RunOptions(
            RunOptions.HypervisorKind.SIMULATED,
            RunOptions.TimeKind.VIRTUAL,
            1,
            7,
            ConfigFactory.empty()));
    reporter.event(Event.of(Duration.ZERO, null, EventKind.STEP, 1, "live-migrate web-1 to hv2"));
    reporter.event(
        Event.of(
            Duration.ofMillis(1500),
            "web-1",
            EventKind.MIGRATION_STATUS,
            "preparing",
            null,
            "m-1",
            "hv1",
            "hv2",
            List.of()));
    reporter.event(
        Event.of(
            Duration.ofNanos(2_001_999_999),
            "web-1",
            EventKind.MIGRATION_PROGRESS,
            1L << 30,
            4L << 30,
            1L,
            1L << 30,
            100L << 20,
            Duration.ofMillis(50),
            "m-1"));
    reporter.verdict(
        Duration.ofMillis(2001),
        step,
        new Verdict(
            false,
            values("instance", "web-1", "host", "hv2", "claims", List.of("a", "b")),
            values("instance", "web-1", "host", "hv1", "claims", List.of("a"))));
    reporter.end(
        new RunSummary("A move", 1, 1, 0, 7, Duration.ofSeconds(12), Duration.ofNanos(400_900_000)),
        List.of(lastView()));
  }

  private static InstanceView lastView() {
    return Views.active(
        "web-1",
        "hv1",
        Views.migration("m-1", "web-1", MigrationStatus.FAILED, Reason.VIF_PLUG, HookState.NONE));
  }

  private static Map<String, @Nullable Object> values(@Nullable Object... pairs) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }
}
