package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DroverClockTest {

  private final List<ActorTestKit> testKits = new ArrayList<>();

  @AfterEach
  void shutdown() {
    testKits.forEach(ActorTestKit::shutdownTestKit);
  }

  private ActorSystem<?> start(Config settings) {
    ActorTestKit testKit = ActorTestKit.create(settings);
    testKits.add(testKit);
    return testKit.system();
  }

  @Test
  void isTheMachinesByDefaultAndOneForTheWholeSystem() {
    ActorSystem<?> system = start(ConfigFactory.load());

    DroverClock clock = DroverClock.get(system);

    assertThat(clock).isInstanceOf(RealClock.class).isSameAs(DroverClock.get(system));
    assertThat(clock.now()).isAfter("2025-01-01T00:00:00Z");
    Duration earlier = clock.elapsed();
    assertThat(clock.elapsed()).isGreaterThanOrEqualTo(earlier);
  }

  @Test
  void followsTheManualTimeOfATest() {
    ActorSystem<?> system = start(ManualClock.config());
    DroverClock clock = DroverClock.get(system);
    Duration before = clock.elapsed();

    ManualTime.get(system).timePasses(Duration.ofMillis(1500));

    assertThat(clock.elapsed().minus(before)).hasMillis(1500);
    assertThat(clock.now()).isEqualTo(ManualClock.START.plus(clock.elapsed()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.such.Clock", "java.lang.String", "virtual"})
  void saysWhatItNeedsWhenTheSettingIsUnusable(String setting) {
    ActorSystem<?> system =
        start(
            ConfigFactory.parseString("drover.clock = " + setting)
                .withFallback(ConfigFactory.load()));

    assertThatThrownBy(() -> DroverClock.get(system))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("drover.clock")
        .hasCauseInstanceOf(Exception.class);
  }
}
