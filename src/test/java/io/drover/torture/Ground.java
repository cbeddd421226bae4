package io.drover.torture;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The folder of a run: configuration, sockets, logs, and the store when it is a file. */
record Ground(Path folder) {
  private static final List<String> HOSTS = List.of("hv1", "hv2", "hv3", "hv4");

  private static final String COMMON =
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
      }
      """;

  /** Guests have up to 1 GiB, so that a transfer takes seconds and a kill meets some. */
  private static final String SIMULATED =
      """
      drover.simulated {
        socket = "%1$s/fleet/socket"
        hosts {
          %2$s
        }
        guest { dirty-rate = 16 MiB/s, boot-time = 1 s, shutdown-time = 500 ms }
      }
      """;

  /** Real guests have little memory, which has to be sent slowly. */
  private static final String LIBVIRT =
      """
      drover.serve.hypervisor = libvirt
      drover.migration.bandwidth = 4 MiB
      drover.libvirt %s
      drover.libvirt.hosts {
        hv1 { vcpus = 8, memory = 8 GiB, disk = 8 GiB }
        hv2 { vcpus = 8, memory = 8 GiB, disk = 8 GiB }
      }
      """;

  /** Fails after it has noted what it was called for, so that some are called again. */
  private static final String HOOK =
      "echo $DROVER_MIGRATION $DROVER_HOOK >> %1$s && sync %1$s"
          + " && [ $(od -An -N1 -tu1 /dev/urandom) -ge 32 ]";

  /** What a lab tells of its hosts for those who make faults, and drover serve does not know. */
  private static final List<String> FOR_FAULTS = List.of("namespace", "device", "pid-file");

  private static final String HOST =
      "%s { vcpus = 64, memory = 64 GiB, disk = 1 TiB, bandwidth = 192 MiB/s }";

  /**
   * For simulated hosts.
   *
   * @param more further configuration, which is stronger
   */
  static Ground simulated(Path folder, String more) throws IOException {
    String hosts = String.join("\n    ", HOSTS.stream().map(HOST::formatted).toList());
    return make(folder, SIMULATED.formatted(folder, hosts) + more);
  }

  /**
   * For the two hosts of a lab.
   *
   * @param lab the file that tells of them
   * @param more further configuration, which is stronger
   */
  static Ground libvirt(Path folder, Path lab, String more) throws IOException {
    Config hosts = ConfigFactory.parseFile(lab.toFile());
    for (String host : hosts.getObject("hosts").keySet()) {
      for (String key : FOR_FAULTS) {
        hosts = hosts.withoutPath("hosts.%s.%s".formatted(host, key));
      }
    }
    return make(folder, LIBVIRT.formatted(hosts.root().render()) + more);
  }

  private static Ground make(Path folder, String config) throws IOException {
    Ground ground = new Ground(folder);
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    String hook = HOOK.formatted(ground.hooksLog());
    Files.writeString(ground.config(), COMMON.formatted(folder, hook) + config);
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
