package io.drover.cli;

import com.typesafe.config.ConfigException;
import io.drover.scenario.EventKind;
import io.drover.store.StoreException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code drover}. */
@Command(
    name = "drover",
    description = "Plays scenarios of virtual machines that boot, reboot and move between hosts.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {

  private Main() {}

  /** Runs the command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = execute(args, out, err);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /** Runs the command with the given arguments and says what its exit status is. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine run = new CommandLine(new RunCommand(out, err));
    run.getCommandSpec().usageMessage().footer(formats());
    CommandLine command =
        new CommandLine(new Main())
            .addSubcommand(run)
            .addSubcommand(new CheckCommand(err))
            .addSubcommand(new DoctorCommand(out))
            .addSubcommand(new SimulateCommand(out, err))
            .addSubcommand(new FleetCommand(out, err))
            .addSubcommand(new FleetTruthCommand(out, err))
            .addSubcommand(new ServeCommand(err))
            .addSubcommand(new CtlCommand(out, err))
            .setOut(out)
            .setErr(err)
            .setUsageHelpWidth(110)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, arguments) -> wrongUsage(e, err))
            .setExecutionExceptionHandler((e, failed, arguments) -> unusable(e, failed, err));
    return command.execute(args);
  }

  private static String[] formats() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("With --json each line is an object whose type is event, expectation or summary.");
    lines.add("An event has at, instance, kind and the fields of its kind:");
    for (EventKind kind : EventKind.values()) {
      lines.add("  %s: %s".formatted(kind.label(), kind.meaning()));
      lines.add("      " + String.join(", ", kind.fields()));
    }
    lines.add("");
    lines.add("Steps that searches for faults use:");
    lines.add(
        "  { expect { guarantees = true } }: no guarantee was violated so far, and, as all is");
    lines.add("      quiet now, what must hold in the end holds");
    lines.add(
        "  { live-migrate = web-1, to = hv2, or-refused = true }: no request has to be accepted");
    lines.add(
        "  { crash = orchestrator, after-messages = 137 }: strikes during whatever comes then;");
    lines.add("      a restart before that strikes first");
    lines.add("");
    lines.add("A step for a migration whose outcome cannot be told:");
    lines.add(
        "  { resolve = web-1, runs-on = hv2, fenced = true }: an operator's word that it runs on");
    lines.add("      hv2 and that its copy on the other host cannot run any more");
    lines.add("");
    lines.add(
        "Steps for an operator's word on a host; hv1 may be all, and a reason may be left out:");
    lines.add("  { disable = hv1, reason = \"new kernel\" }: nothing new is to come to it, until");
    lines.add("      { enable = hv1 }");
    lines.add(
        "  { fence = hv1, reason = \"power is cut\" }: it is cut off for certain, so nothing runs");
    lines.add("      there, until { unfence = hv1 }; refused while it is up");
    lines.add("  { expect { on-host = hv1, state = fenced, disabled = false } }: connecting, up,");
    lines.add("      unreachable, down, fenced, or disabled, which is up and disabled");
    lines.add("");
    lines.add(
        "Exit status: 0 all expectations and guarantees held, 1 one failed, 2 input or usage is");
    lines.add("wrong, 3 the environment does not allow it.");
    return lines.toArray(String[]::new);
  }

  private static int wrongUsage(ParameterException e, PrintWriter err) {
    return wrongUsage(e.getCommandLine().getCommandSpec().qualifiedName(), sentence(e), err);
  }

  /** Tells on one line what is wrong with the usage of a command. */
  static int wrongUsage(String command, String sentence, PrintWriter err) {
    err.println(command + ": " + sentence + " (" + command + " --help lists what there is)");
    err.flush();
    return ExitStatus.USAGE;
  }

  /**
   * A configuration that cannot be used is input that is wrong, a store that cannot be used is
   * something that the environment lacks; all else is a bug.
   */
  private static int unusable(Exception e, CommandLine failed, PrintWriter err) throws Exception {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreException) {
        err.println(failed.getCommandSpec().qualifiedName() + ": " + cause.getMessage());
        err.flush();
        return ExitStatus.ENVIRONMENT;
      }
      if (cause instanceof ConfigException || cause instanceof ConfigurationException) {
        err.println(
            failed.getCommandSpec().qualifiedName()
                + ": the configuration cannot be used: "
                + String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
        err.flush();
        return ExitStatus.USAGE;
      }
    }
    throw e;
  }

  private static String sentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> guesses = unmatched.getSuggestions();
      return "there is no "
          + String.join(" ", unmatched.getUnmatched())
          + (guesses.isEmpty() ? "" : "; did you mean " + String.join(" or ", guesses) + "?");
    }
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
  }

  /** Says which version this is. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"drover " + (version == null ? "(not packaged)" : version)};
    }
  }
}
