package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.annotations.JUnit5TestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.JUnit5TestKitBuilder;
import org.apache.pekko.actor.testkit.typed.javadsl.LogCapturingExtension;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestKitJUnit5Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({TestKitJUnit5Extension.class, LogCapturingExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitsTest {

  @JUnit5TestKit public final ActorTestKit kit = new JUnit5TestKitBuilder().build();

  private static Config drover(String settings) {
    return ConfigFactory.parseString(settings)
        .withFallback(ConfigFactory.load().getConfig("drover"));
  }

  @Test
  void areAsLongAsTheyAreSetWithoutADebugger() {
    Waits waits =
        LoggingTestKit.warn("debugger")
            .withOccurrences(0)
            .expect(kit.system(), () -> Waits.of(drover("debugger = off")));

    assertThat(waits.at("host").get("info-timeout")).hasSeconds(5);
    assertThat(waits).isEqualTo(Waits.plain(waits.config()));
  }

  @Test
  void areLongerByOneFactorUnderADebuggerWhichIsSaidOnce() {
    Waits waits =
        LoggingTestKit.warn(
                "a debugger may stop threads: deadlines and polls are 7 times as long"
                    + " (drover.debugger = off turns this off)")
            .withOccurrences(1)
            .expect(
                kit.system(),
                () -> {
                  Waits read = Waits.of(drover("debugger = on, debugger-factor = 7"));
                  assertThat(read.at("host").get("info-timeout")).hasSeconds(35);
                  assertThat(read.at("migration").get("progress-interval")).hasMillis(3500);
                  return read;
                });

    assertThat(waits.get("reply-timeout")).hasSeconds(840);
  }
}
