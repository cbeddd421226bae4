package io.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTemplateTest {
  private static final CommandTemplate TEMPLATE =
      new CommandTemplate(List.of("ip", "-n", "{namespace}", "link", "set", "{device}@{index}"));

  @Test
  void putsValuesInTheirPlaces() {
    assertThat(TEMPLATE.placeholders()).containsExactly("device", "index", "namespace");
    assertThat(TEMPLATE.fill(Map.of("namespace", "hv-1", "device", "v0a-1", "index", "0")))
        .containsExactly("ip", "-n", "hv-1", "link", "set", "v0a-1@0");
  }

  @Test
  void leavesBracesThatAreNoPlaceholders() {
    assertThat(new CommandTemplate(List.of("awk", "{ print $1 }", "{}")).fill(Map.of()))
        .containsExactly("awk", "{ print $1 }", "{}");
  }

  @Test
  void namesAMissingValue() {
    assertThatThrownBy(() -> TEMPLATE.fill(Map.of("namespace", "hv1", "index", "0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no value for {device}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a;reboot", "$(reboot)", "`reboot`", "a|b", "a'b", "-rf", "", "a\nb"})
  void refusesAValueThatCouldBeMoreToAShellOrAnOption(String value) {
    assertThatThrownBy(
            () -> TEMPLATE.fill(Map.of("namespace", "hv1", "index", "0", "device", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot stand for {device}");
  }

  @Test
  void refusesACommandWithoutAProgram() {
    assertThatThrownBy(() -> new CommandTemplate(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
