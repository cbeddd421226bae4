package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {

  private record Outcome(int status, List<String> out, List<String> err) {}

  private static Outcome simulate(String... options) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[options.length + 1];
    all[0] = "simulate";
    System.arraycopy(options, 0, all, 1, options.length);
    int status = Main.execute(all, new PrintWriter(out), new PrintWriter(err));
    return new Outcome(status, out.toString().lines().toList(), err.toString().lines().toList());
  }

  @ParameterizedTest
  @CsvSource({"--seeds,-1", "--seeds,many", "--minutes,0", "--minutes,-2", "--seed,x", "--sed,1"})
  void wrongUsageIsOneSentence(String option, String value) {
    Outcome outcome = simulate(option, value);

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).hasSize(1);
    assertThat(outcome.err().get(0)).startsWith("drover simulate: ").contains("--help");
  }

  @Test
  void noSeedsAreNoRuns() {
    Outcome outcome = simulate("--seeds", "0");

    assertThat(outcome.status()).isEqualTo(0);
    assertThat(outcome.out()).contains("runs: 0 ()", "violations: 0");
  }

  @Test
  void oneSeedTellsTheSameTwice() {
    Outcome outcome = simulate("--seed", "7");

    assertThat(outcome.status()).isEqualTo(0);
    assertThat(outcome.out())
        .contains("runs: 1 (random 1)", "violations: 0")
        .anyMatch(line -> line.startsWith("migration running (post-copy)"))
        .isEqualTo(simulate("--seed", "7").out());
  }
}
