package io.drover.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The folder of a run: configuration, sockets, logs, and the store when it is a file. */
record Ground(Path folder) {
  private static final List<String> HOSTS = List.of("hv1", "hv2", "hv3", "hv4");

  /** Guests have up to 1 GiB, so that a transfer takes seconds and a kill meets some. */
  private static final String CONFIG =
      """
      drover {
        store = file
        stores.file.folder = "%1$s/store"
        serve {
          socket = "%1$s/drover.sock"
          hooks.note {
            post = [sh, -c, "%2$s"]
            recover = [sh, -c, "%2$s"]
          }
          default-hooks = note
        }
        simulated {
          socket = "%1$s/fleet/socket"
          hosts {
            %3$s
          }
          guest { dirty-rate = 16 MiB/s, boot-time = 1 s, shutdown-time = 500 ms }
        }
      }
      """;

  /** Fails after it has noted what it was called for, so that some are called again. */
  private static final String HOOK =
      "echo $DROVER_MIGRATION $DROVER_HOOK >> %1$s && sync %1$s"
          + " && [ $(od -An -N1 -tu1 /dev/urandom) -ge 32 ]";

  private static final String HOST =
      "%s { vcpus = 64, memory = 64 GiB, disk = 1 TiB, bandwidth = 192 MiB/s }";

  /**
   * Makes the files of a run.
   *
   * @param more further configuration, which is stronger
   */
  static Ground make(Path folder, String more) throws IOException {
    Ground ground = new Ground(folder);
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    String hosts = String.join("\n      ", HOSTS.stream().map(HOST::formatted).toList());
    String hook = HOOK.formatted(ground.hooksLog());
    Files.writeString(ground.config(), CONFIG.formatted(folder, hook, hosts) + more);
    return ground;
  }

  List<String> hosts() {
    return HOSTS;
  }

  Path config() {
    return folder.resolve("drover.conf");
  }

  Path socket() {
    return folder.resolve("drover.sock");
  }

  Path fleetSocket() {
    return folder.resolve("fleet").resolve("socket");
  }

  Path hooksLog() {
    return folder.resolve("hooks.log");
  }

  Path log(String of) {
    return folder.resolve(of + ".log");
  }
}
