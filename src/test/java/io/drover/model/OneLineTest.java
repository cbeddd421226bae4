package io.drover.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void whatCouldForgeALineOrSteerATerminalIsABlank() {
    assertThat(OneLine.of("a\r\nb\u001b[2Jc\u009bd\u2028e\u202ef\u0085g"))
        .isEqualTo("a b [2Jc d e f g");
  }

  @Test
  void allElseStaysAsItIs() {
    assertThat(OneLine.of("Zürich 東京 web-1 \"x\"")).isEqualTo("Zürich 東京 web-1 \"x\"");
  }
}
