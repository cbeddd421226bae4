package io.drover.hypervisor.libvirt;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.drover.storage.ImageFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the driver of one host is told; each value is explained in {@code reference.conf}, which
 * holds the defaults.
 *
 * @param host the host's name
 * @param uri how its libvirtd is reached from here
 * @param peerUri how it is reached from other hosts
 * @param controlThreads threads for short calls
 * @param bulkThreads threads for long calls
 * @param queueSize calls that may wait for a thread
 * @param stuckAfter after how long a call that should not last is given up
 * @param stuckThreads how many such calls may not have returned before others are refused
 * @param keepAliveInterval how often a silent connection is probed
 * @param keepAliveCount probes without an answer that a connection survives
 * @param ownEventLoop whether Drover runs libvirt's event loop
 * @param eventBuffer events that may wait for a reader
 * @param guest what guests are made of
 * @param migration how guests move
 */
public record LibvirtSettings(
    String host,
    String uri,
    String peerUri,
    int controlThreads,
    int bulkThreads,
    int queueSize,
    Duration stuckAfter,
    int stuckThreads,
    Duration keepAliveInterval,
    int keepAliveCount,
    boolean ownEventLoop,
    int eventBuffer,
    Guest guest,
    Migration migration) {

  /**
   * What guests are made of; an empty string stands for "none" or "the default".
   *
   * @param template the operator's description of guests, in place of most of the rest
   * @param domainType {@code kvm}, {@code qemu} or {@code auto}
   */
  public record Guest(
      Optional<GuestTemplate> template,
      String domainType,
      String arch,
      String machine,
      String cpuMode,
      String kernel,
      String initrd,
      String cmdline,
      String serialFolder,
      String diskFolder,
      String localDiskFolder,
      String diskFormat) {

    private static final List<String> DOMAIN_TYPES = List.of("auto", "kvm", "qemu");

    /** Where the images of the host's own disks are, or of those on shared storage. */
    public ImageFolder images(boolean local) {
      return new ImageFolder(local ? localDiskFolder : diskFolder, diskFormat);
    }

    static Guest of(Config config) {
      String type = config.getString("domain-type");
      require(
          DOMAIN_TYPES.contains(type),
          config,
          "domain-type",
          "it has to be one of " + String.join(", ", DOMAIN_TYPES));
      return new Guest(
          template(config),
          type,
          config.getString("arch"),
          config.getString("machine"),
          config.getString("cpu-mode"),
          config.getString("kernel"),
          config.getString("initrd"),
          config.getString("cmdline"),
          config.getString("serial-folder"),
          config.getString("disk-folder"),
          config.getString("local-disk-folder"),
          config.getString("disk-format"));
    }

    private static Optional<GuestTemplate> template(Config config) {
      String file = config.getString("template");
      try {
        return file.isEmpty() ? Optional.empty() : Optional.of(GuestTemplate.read(Path.of(file)));
      } catch (IllegalArgumentException e) {
        throw new ConfigException.Generic(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * How guests move.
   *
   * @param postCopyBandwidth bytes per second, 0: as fast as it goes
   */
  public record Migration(
      boolean autoConverge, boolean unsafe, boolean tls, long postCopyBandwidth) {

    private static Migration of(Config config) {
      return new Migration(
          config.getBoolean("auto-converge"),
          config.getBoolean("unsafe"),
          config.getBoolean("tls"),
          config.getBytes("post-copy-bandwidth"));
    }
  }

  /**
   * The settings of {@code host}.
   *
   * @param libvirt the configuration below {@code drover.libvirt}; what it lacks is the default
   * @throws ConfigException when the host or one of its addresses is missing, or a value cannot be
   *     used; says where it is and why
   */
  public static LibvirtSettings of(String host, Config libvirt) {
    Config config = withDefaults(libvirt);
    Config addresses = host(config, host);
    return new LibvirtSettings(
        host,
        addresses.getString("uri"),
        addresses.getString("peer-uri"),
        count(config, "control-threads"),
        count(config, "bulk-threads"),
        count(config, "queue-size"),
        positive(config, "stuck.after"),
        count(config, "stuck.threads"),
        wholeSeconds(config, "keep-alive.interval"),
        count(config, "keep-alive.count"),
        config.getBoolean("event-loop"),
        count(config, "event-buffer"),
        Guest.of(config.getConfig("guest")),
        Migration.of(config.getConfig("migration")));
  }

  /** How many of something there are: at least one. */
  static int count(Config config, String path) {
    int value = config.getInt(path);
    require(value > 0, config, path, "it has to be more than 0");
    return value;
  }

  /** A time that is to pass. */
  static Duration positive(Config config, String path) {
    Duration value = config.getDuration(path);
    require(value.compareTo(Duration.ZERO) > 0, config, path, "it has to be more than 0");
    return value;
  }

  /** As libvirt counts; it takes no second at all for none. */
  private static Duration wholeSeconds(Config config, String path) {
    Duration value = config.getDuration(path);
    require(
        value.toSeconds() > 0
            && value.toSeconds() <= Integer.MAX_VALUE
            && value.equals(Duration.ofSeconds(value.toSeconds())),
        config,
        path,
        "it has to be a whole number of seconds, at least one");
    return value;
  }

  private static void require(boolean holds, Config config, String path, String sentence) {
    if (!holds) {
      throw new ConfigException.BadValue(config.getValue(path).origin(), path, sentence);
    }
  }

  /** The configuration below {@code drover.libvirt}, complete. */
  static Config withDefaults(Config libvirt) {
    return libvirt.withFallback(ConfigFactory.defaultReference().getConfig("drover.libvirt"));
  }

  /** The part of it that is about one host. */
  static Config host(Config libvirt, String host) {
    return libvirt.getConfig(ConfigUtil.joinPath("hosts", host));
  }
}
