package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Waits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostSettingsTest {

  @Test
  void aFactorStretchesDeadlinesAndPollsButNotTheWindowForBulkQuestions() {
    Config host = ConfigFactory.load().getConfig("drover.host");

    HostSettings plain = HostSettings.from(Waits.plain(host));
    HostSettings stretched = HostSettings.from(new Waits(host, 60));

    assertThat(stretched.callTimeout()).isEqualTo(plain.callTimeout().multipliedBy(60));
    assertThat(stretched.connectTimeout()).isEqualTo(plain.connectTimeout().multipliedBy(60));
    assertThat(stretched.createTimeout()).isEqualTo(plain.createTimeout().multipliedBy(60));
    assertThat(stretched.commandTimeout()).isEqualTo(plain.commandTimeout().multipliedBy(60));
    assertThat(stretched.heartbeatInterval()).isEqualTo(plain.heartbeatInterval().multipliedBy(60));
    assertThat(stretched.probeInterval()).isEqualTo(plain.probeInterval().multipliedBy(60));
    assertThat(stretched.bulkWindow()).isEqualTo(Duration.ofMillis(5));
    assertThat(stretched.controlCalls()).isEqualTo(plain.controlCalls());
    assertThat(stretched.stuckCalls()).isEqualTo(plain.stuckCalls());
  }
}
