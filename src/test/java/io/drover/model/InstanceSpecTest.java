package io.drover.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceSpecTest {
  private static final Flavor SIZE = new Flavor(1, 1 << 30, 0);

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "web\n1", "web\u001b[2J", "web\u0000", "web\u2028", "web\u202e"})
  void aNameThatCouldNotBeToldInALineIsRefused(String name) {
    assertThatThrownBy(() -> new InstanceSpec(name, SIZE, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(1);
    assertThatThrownBy(() -> new InstanceId(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameHasALimit() {
    assertThatCode(() -> new InstanceSpec("ä".repeat(255), SIZE, 1, 0)).doesNotThrowAnyException();
    assertThatThrownBy(() -> new InstanceSpec("ä".repeat(256), SIZE, 1, 0))
        .hasMessageContaining("at most 255 characters");
  }

  @ParameterizedTest
  @CsvSource({"-1", "65", "2000000000"})
  void noHostHasPlaceForSoManyVifs(int vifs) {
    assertThatThrownBy(() -> new InstanceSpec("web-1", SIZE, vifs, 0))
        .hasMessage("instance web-1: it may have 0 to 64 VIFs, not " + vifs);
  }
}
