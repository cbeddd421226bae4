package io.drover.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceCommandsTest {

  private static Optional<ResourceCommands> read(String hocon) {
    return ResourceCommands.of(
        ConfigFactory.parseString(
            hocon, ConfigParseOptions.defaults().setOriginDescription("hosts.conf")),
        Set.of("device"));
  }

  @Test
  void readsListsOfArguments() {
    ResourceCommands commands =
        read("""
                exists = [ip, link, show, "{device}"]
                create = [[ip, link, add, "{device}"], [sysctl, x, 1]]
                attach = []
                delete = [[ip, link, delete, "{device}"]]
                """)
            .orElseThrow();

    assertThat(commands.exists().arguments()).containsExactly("ip", "link", "show", "{device}");
    assertThat(commands.create()).hasSize(2);
    assertThat(commands.create().get(1).arguments()).containsExactly("sysctl", "x", "1");
  }

  @Test
  void isNothingWithoutAQuestion() {
    assertThat(read("exists = [], create = [], attach = [], delete = []")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "attach", "delete"})
  void refusesCommandsWithoutAQuestion(String key) {
    String none = "exists = [], create = [], attach = [], delete = []\n";

    assertThatThrownBy(() -> read(none + key + " = [[ip, link]]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hosts.conf: 2")
        .hasMessageContaining(key)
        .hasMessageContaining("exists is empty");
  }

  @Test
  void saysWhereAPlaceholderIsWrong() {
    assertThatThrownBy(
            () -> read("exists = [a]\ncreate = [[ip, \"{divice}\"]]\nattach = []\ndelete = []"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hosts.conf: 2")
        .hasMessageContaining("create")
        .hasMessageContaining("no value for {divice}");
  }

  @Test
  void saysThatACommandIsAList() {
    assertThatThrownBy(() -> read("exists = ip link show"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hosts.conf: 1")
        .hasMessageContaining("a command is a list");
    assertThatThrownBy(() -> read("exists = [a], create = [ip, link]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a command is a list");
  }
}
