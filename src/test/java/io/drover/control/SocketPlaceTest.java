package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketPlaceTest {
  private static final Path HOME = Path.of("/home/me");

  @Test
  void isWhereOthersHaveTheirs() {
    Map<String, String> session = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");

    assertThat(SocketPlace.standard("root", session, HOME)).hasToString("/run/drover/drover.sock");
    assertThat(SocketPlace.standard("me", session, HOME))
        .hasToString("/run/user/1000/drover/drover.sock");
    assertThat(SocketPlace.standard("me", Map.of(), HOME))
        .hasToString("/home/me/.drover/drover.sock");
  }

  @Test
  void isWhatTheSettingSays() {
    assertThat(SocketPlace.of(ConfigFactory.parseString("socket = /srv/d.sock")))
        .hasToString("/srv/d.sock");
  }
}
