package io.drover.scenario.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {

  private final SettingsCheck check =
      new SettingsCheck(
          ConfigFactory.parseString(
              "vif-plug { attempts = 3, interval = 1 s }, slots { out = 1, in = 1 }, uri = \"\","
                  + " hosts {}, tags = []"),
          settings -> {});

  @Test
  void readsPairsOfWhichTheLastWins() throws Exception {
    Config settings =
        check.read(
            List.of(
                "vif-plug.attempts=5",
                "vif-plug.interval=250 ms",
                "vif-plug.attempts = 7",
                "uri=qemu+tcp://10.0.0.1/system",
                "slots={ in = 4 }",
                "hosts={ hv1.uri = \"x\" }",
                "tags=[a, b]"));

    assertThat(settings.getInt("vif-plug.attempts")).isEqualTo(7);
    assertThat(settings.getDuration("vif-plug.interval")).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.getString("uri")).isEqualTo("qemu+tcp://10.0.0.1/system");
    assertThat(settings.getInt("slots.in")).isEqualTo(4);
    assertThat(settings.getString("hosts.hv1.uri")).isEqualTo("x");
    assertThat(settings.getStringList("tags")).containsExactly("a", "b");
  }

  @Test
  void tellsEveryPairThatIsWrong() {
    InvalidScenarioException failure =
        catchThrowableOfType(
            InvalidScenarioException.class,
            () ->
                check.read(
                    List.of(
                        "vif-plug.attempts",
                        "drover.vif-plug.attempts=5",
                        "vif-plug.attempts=often",
                        "slots={ in = 4",
                        "slots.ni=2",
                        "a..b=1")));

    assertThat(failure.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "--set: vif-plug.attempts: expected key=value",
            "--set: drover.vif-plug.attempts: there is no setting 'drover.vif-plug.attempts'"
                + " (did you mean vif-plug.attempts?)",
            "--set: vif-plug.attempts: expected a whole number, found 'often'",
            "--set: slots: the value ends before everything that it opens is closed: a }, a ]"
                + " or a quote is missing",
            "--set: slots.ni: there is no setting 'slots.ni' (did you mean slots.in?)",
            "--set: a..b: not a path of keys joined by dots");
  }
}
