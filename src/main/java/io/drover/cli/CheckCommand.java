package io.drover.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code drover check}. */
@Command(
    name = "check",
    description = "Reads and validates scenarios; runs nothing. Silent when all is well.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class CheckCommand implements Callable<Integer> {

  private final PrintWriter err;

  CheckCommand(PrintWriter err) {
    this.err = err;
  }

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Scenarios.")
  private List<String> files = List.of();

  @Override
  public Integer call() {
    return Inputs.scenarios(files, err).isPresent() ? ExitStatus.OK : ExitStatus.USAGE;
  }
}
