package io.drover;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store = none",
        "journal-plugin = none",
        "snapshot-plugin = none",
        "memory-journal.class = none",
        "memory-journal.plugin-dispatcher = none",
        "hook-dispatcher.type = none",
        "hook-dispatcher.executor = none",
        "clock = none",
        "host.info-timeout = abc",
        "vif-plug.attempts = -1"
      })
  void aSettingThatCannotBeUsedStartsNothing(String setting) {
    Config config =
        ConfigFactory.parseString("drover { " + setting + " }").withFallback(ConfigFactory.load());
    String key = setting.replaceFirst(" =.*", "").replaceFirst("^hook-dispatcher.*", "dispatcher");

    assertThatThrownBy(() -> Drover.start(DroverSetup.of(List.of()).withConfig(config)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.substring(key.lastIndexOf('.') + 1));
  }
}
