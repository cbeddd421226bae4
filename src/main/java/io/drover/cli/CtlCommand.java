package io.drover.cli;

import io.drover.control.Arguments;
import io.drover.control.Verb;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code drover ctl}: one method for each verb. */
@Command(
    name = "ctl",
    description = "Asks the Drover that serves on this machine; NAME may be an instance's id, too.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    footer = {
      "",
      "Exit status: 0 done; 1 refused or failed; 2 usage is wrong; 3 no Drover serves there."
    })
final class CtlCommand {
  private static final String NAME = "NAME";
  private static final String HOST = "HOST";
  private static final String BYTES = "SIZE";

  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      scope = ScopeType.INHERIT,
      description = "Where it serves. Default: drover.serve.socket.")
  private @Nullable Path socket;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Tells the answers as they come, an object a line.")
  private boolean json;

  CtlCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** How an operation is asked for. */
  static final class How {
    @Option(names = "--wait", description = "Waits for the end of the operation.")
    private boolean waits;

    @Mixin private Keyed keyed = new Keyed();
  }

  /** What makes a request the same as an earlier one. */
  static final class Keyed {
    @Option(
        names = "--key",
        paramLabel = "KEY",
        description =
            "A request that is repeated with its key gets the first one's answer. Name the instance"
                + " by its id then: its name may be another one's by the time of the repetition.")
    private @Nullable String key;
  }

  // Instances.

  @Command(name = "boot", description = "Creates an instance and boots it.")
  int boot(
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--host", paramLabel = HOST, required = true) String host,
      @Option(names = "--vcpus", paramLabel = "N", defaultValue = "1") int vcpus,
      @Option(
              names = "--memory",
              paramLabel = BYTES,
              defaultValue = "1GiB",
              converter = SizeConverter.class)
          long memory,
      @Option(
              names = "--disk",
              paramLabel = BYTES,
              defaultValue = "0",
              converter = SizeConverter.class)
          long disk,
      @Option(names = "--vifs", paramLabel = "N", defaultValue = "0") int vifs,
      @Option(
              names = "--dirty-rate",
              paramLabel = BYTES,
              defaultValue = "0",
              converter = SizeConverter.class,
              description = "What a simulated guest rewrites of its memory each second.")
          long dirtyRate,
      @Mixin How how) {
    return operate(
        Verb.BOOT, how, () -> new Arguments.Boot(name, host, vcpus, memory, disk, vifs, dirtyRate));
  }

  @Command(
      name = "adopt",
      description =
          "Takes a guest under control that runs on a host already. What it has is believed.")
  int adopt(
      @Parameters(index = "0", paramLabel = HOST) String host,
      @Parameters(index = "1", paramLabel = "GUEST", description = "Its id, its name on the host.")
          String guest,
      @Option(names = "--name", paramLabel = NAME, required = true) String name,
      @Option(names = "--vcpus", paramLabel = "N", defaultValue = "1") int vcpus,
      @Option(
              names = "--memory",
              paramLabel = BYTES,
              required = true,
              converter = SizeConverter.class)
          long memory,
      @Option(
              names = "--disk",
              paramLabel = BYTES,
              defaultValue = "0",
              converter = SizeConverter.class)
          long disk,
      @Option(names = "--vifs", paramLabel = "N", defaultValue = "0") int vifs,
      @Mixin Keyed keyed) {
    return order(
        Verb.ADOPT, keyed, () -> new Arguments.Adopt(host, guest, name, vcpus, memory, disk, vifs));
  }

  @Command(name = "start", description = "Starts an instance that is stopped.")
  int start(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.START, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "stop", description = "Shuts an instance down.")
  int stop(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.STOP, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "reboot", description = "Reboots an instance.")
  int reboot(
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--hard", description = "Without asking the guest.") boolean hard,
      @Mixin How how) {
    return operate(Verb.REBOOT, how, () -> new Arguments.Reboot(name, hard));
  }

  @Command(name = "pause", description = "Stops an instance's processors.")
  int pause(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.PAUSE, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "unpause", description = "Lets an instance that is paused go on.")
  int unpause(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.UNPAUSE, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "suspend", description = "Puts an instance's memory on disk.")
  int suspend(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.SUSPEND, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "resume", description = "Lets an instance that is suspended go on.")
  int resume(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.RESUME, how, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "delete", description = "Deletes an instance.")
  int delete(@Parameters(paramLabel = NAME) String name, @Mixin How how) {
    return operate(Verb.DELETE, how, () -> new Arguments.OfInstance(name));
  }

  // Migrations.

  @Command(name = "live-migrate", description = "Moves an instance while it runs.")
  int liveMigrate(
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--to", paramLabel = HOST, required = true) String to,
      @Option(names = "--block-migration", description = "With its local disks.")
          boolean blockMigration,
      @Option(
              names = "--hooks",
              paramLabel = NAME,
              description = "Hooks to run at the end. Default: drover.serve.default-hooks.")
          @Nullable String hooks,
      @Mixin How how) {
    return operate(
        Verb.LIVE_MIGRATE, how, () -> new Arguments.LiveMigrate(name, to, blockMigration, hooks));
  }

  @Command(name = "abort", description = "Ends an instance's migration without moving it.")
  int abort(@Parameters(paramLabel = NAME) String name, @Mixin Keyed keyed) {
    return order(Verb.ABORT, keyed, () -> new Arguments.OfInstance(name));
  }

  @Command(
      name = "force-complete",
      description = "Brings an instance's running migration to its end, whatever the guest does.")
  int forceComplete(@Parameters(paramLabel = NAME) String name, @Mixin Keyed keyed) {
    return order(Verb.FORCE_COMPLETE, keyed, () -> new Arguments.OfInstance(name));
  }

  @Command(
      name = "resolve",
      description = "Says where an instance runs whose migration cannot be told.")
  int resolve(
      @Parameters(paramLabel = NAME) String name,
      @Option(names = "--runs-on", paramLabel = HOST, required = true) String runsOn,
      @Option(
              names = "--fenced",
              description = "Asserts that the copy on the other host cannot run any more.")
          boolean fenced,
      @Mixin Keyed keyed) {
    return order(Verb.RESOLVE, keyed, () -> new Arguments.Resolve(name, runsOn, fenced));
  }

  // Hosts.

  @Command(
      name = "disable",
      description = "Nothing new is to come to a host; what is there goes on.")
  int disable(
      @Parameters(paramLabel = HOST) String host,
      @Option(names = "--reason", paramLabel = "TEXT", required = true) String reason) {
    return ask(Verb.DISABLE, () -> new Arguments.OfHost(host, reason));
  }

  @Command(name = "enable", description = "Guests may come to a host again.")
  int enable(@Parameters(paramLabel = HOST) String host) {
    return ask(Verb.ENABLE, () -> new Arguments.OfHost(host, null));
  }

  @Command(
      name = "fence",
      description = "Says that a host is cut off for certain, so that nothing runs there.")
  int fence(
      @Parameters(paramLabel = HOST) String host,
      @Option(names = "--reason", paramLabel = "TEXT", required = true) String reason) {
    return ask(Verb.FENCE, () -> new Arguments.OfHost(host, reason));
  }

  @Command(name = "unfence", description = "A host is not cut off any more.")
  int unfence(@Parameters(paramLabel = HOST) String host) {
    return ask(Verb.UNFENCE, () -> new Arguments.OfHost(host, null));
  }

  // Questions.

  @Command(name = "show", description = "Tells all that is known of an instance.")
  int show(@Parameters(paramLabel = NAME) String name) {
    return ask(Verb.SHOW, () -> new Arguments.OfInstance(name));
  }

  @Command(name = "list", description = "Lists instances.")
  int list(@Option(names = "--deleted", description = "Deleted ones too.") boolean deleted) {
    return ask(Verb.LIST, () -> new Arguments.Listing(deleted));
  }

  @Command(name = "hosts", description = "Lists hosts.")
  int hosts() {
    return ask(Verb.HOSTS, () -> new Arguments.None());
  }

  @Command(
      name = "watch",
      description =
          "Tells what happens, with a bar for each transfer; after events were lost all instances"
              + " anew.")
  int watch() throws IOException {
    return call().watch();
  }

  private int operate(Verb verb, How how, Supplier<Arguments> arguments) {
    return ask(verb, how.keyed.key, how.waits, arguments);
  }

  private int order(Verb verb, Keyed keyed, Supplier<Arguments> arguments) {
    return ask(verb, keyed.key, false, arguments);
  }

  private int ask(Verb verb, Supplier<Arguments> arguments) {
    return ask(verb, null, false, arguments);
  }

  private int ask(Verb verb, @Nullable String key, boolean waits, Supplier<Arguments> said) {
    Arguments arguments;
    try {
      arguments = said.get();
    } catch (IllegalArgumentException e) {
      return Main.wrongUsage("drover ctl " + verb.label(), String.valueOf(e.getMessage()), err);
    }
    return call().ask(verb, key, waits, arguments);
  }

  private CtlCall call() {
    return new CtlCall(socket, json, out, err);
  }
}
