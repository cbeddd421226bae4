package io.drover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentCheckTest {

  private static final Config SETTINGS = ConfigFactory.parseString("drover.debugger = auto");

  @Test
  void needsJavaAndSettingsAndNothingElse() {
    List<Finding> findings =
        EnvironmentCheck.look(
            ConfigFactory.empty(), Map.of("DROVER_LAB", "/nowhere"), false, Optional.empty());

    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactly("Java", "settings", "terminal", "libvirt", "lab", "debugger");
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Finding.Level.MISSING)
        .extracting(Finding::subject)
        .containsExactly("settings");
  }

  @Test
  void refusesAnOlderJava() {
    assertThat(EnvironmentCheck.java(11, "Acme"))
        .isEqualTo(Finding.missing("Java", "Java 11 (Acme) is too old; install Java 17 or later"));
    assertThat(EnvironmentCheck.java(17, "Acme"))
        .isEqualTo(Finding.works("Java", "Java 17 (Acme)"));
  }

  @Test
  void saysWhatLibvirtHostsWouldNeed() {
    assertThat(EnvironmentCheck.libvirt(Optional.of("install it")))
        .isEqualTo(Finding.optional("libvirt", "not for libvirt hosts: install it"));
    assertThat(EnvironmentCheck.libvirt(Optional.empty()).level()).isEqualTo(Finding.Level.WORKS);
  }

  @Test
  void findsTheLabByItsFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("lab.conf");

    assertThat(EnvironmentCheck.describe(file).level()).isEqualTo(Finding.Level.OPTIONAL);
    Files.writeString(file, "");
    assertThat(EnvironmentCheck.describe(file).text()).isEqualTo("described by " + file);
  }

  @Test
  void saysWhetherDeadlinesAreStretched() {
    assertThat(EnvironmentCheck.debugger(SETTINGS, List.of()).text()).startsWith("off;");
    assertThat(EnvironmentCheck.debugger(SETTINGS, List.of("-agentlib:jdwp=x")).text())
        .startsWith("on;");
  }
}
