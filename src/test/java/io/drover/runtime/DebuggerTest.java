package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebuggerTest {

  private static final List<String> PLAIN = List.of("-Xmx1g", "-Djdwp=no");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-agentlib:jdwp=transport=dt_socket,server=y",
        "-Xrunjdwp:transport=dt_socket",
        "-agentpath:/opt/jdk/lib/libjdwp.so=server=y"
      })
  void autoIsActiveWithADebuggersAgent(String argument) {
    assertThat(Debugger.AUTO.active(List.of("-Xmx1g", argument))).isTrue();
    assertThat(Debugger.OFF.active(List.of("-Xmx1g", argument))).isFalse();
  }

  @Test
  void autoIsNotActiveWithoutAnAgent() {
    assertThat(Debugger.AUTO.active(PLAIN)).isFalse();
    assertThat(Debugger.ON.active(PLAIN)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "on, ON", "true, ON", "off, OFF", "false, OFF", "OFF, OFF"})
  void readsItsSetting(String word, Debugger expected) {
    assertThat(Debugger.from(ConfigFactory.parseString("debugger = " + word))).isEqualTo(expected);
  }

  @Test
  void refusesAnotherWord() {
    assertThatThrownBy(() -> Debugger.from(ConfigFactory.parseString("debugger = maybe")))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("must be auto, on or off, not 'maybe'");
  }
}
