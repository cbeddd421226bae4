package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.File;
import org.junit.jupiter.api.Test;

/** What {@code conf/logback-serve.xml} lets through. */
class ServeLogTest {

  @Test
  void whoDidWhatIsRecordedWhateverElseIsSilenced() throws Exception {
    LoggerContext quiet = configured("DROVER_LOG", "ERROR");

    assertThat(quiet.getLogger("io.drover.serve.Serving").getEffectiveLevel())
        .isEqualTo(Level.ERROR);
    assertThat(quiet.getLogger("io.drover.audit").getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void questionsAreRecordedOnRequest() throws Exception {
    assertThat(
            configured("DROVER_AUDIT_LOG", "DEBUG")
                .getLogger("io.drover.audit")
                .getEffectiveLevel())
        .isEqualTo(Level.DEBUG);
  }

  private static LoggerContext configured(String key, String level) throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty(key, level);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new File("conf/logback-serve.xml"));
    return context;
  }
}
