package io.drover.explorer;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.drover.model.Flavor;
import io.drover.model.InstanceSpec;
import io.drover.scenario.HostDefinition;
import io.drover.scenario.InstanceDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hosts, instances and settings of a random scenario: mostly few, mostly small. */
record RandomFleet(
    List<HostDefinition> hosts, List<InstanceDefinition> instances, Config settings) {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final int MOST_HOSTS = 10;
  private static final int MOST_INSTANCES = 50;

  /** Of which the default would take days where many guests that never converge wait in line. */
  private static final String LONGEST_WAIT = "migration.completion-timeout-per-gib";

  /** Waits that are short enough for a run to come to their end, each with its choices. */
  private static final Map<String, List<Object>> SETTINGS = choices();

  static RandomFleet roll(Dice dice) {
    List<HostDefinition> hosts = new ArrayList<>();
    int hostCount = dice.mostlySmall(2, MOST_HOSTS, 3);
    boolean narrow = dice.chance(15);
    for (int i = 0; i < hostCount; i++) {
      hosts.add(host(dice, i, narrow));
    }
    List<InstanceDefinition> instances = new ArrayList<>();
    int instanceCount = dice.mostlySmall(1, MOST_INSTANCES, 5);
    for (int i = 0; i < instanceCount; i++) {
      instances.add(instance(dice, i, dice.pick(hosts)));
    }
    return new RandomFleet(hosts, instances, settings(dice));
  }

  private static HostDefinition host(Dice dice, int index, boolean narrow) {
    Flavor capacity = new Flavor(narrow ? 8 : 256, (narrow ? 8 : 512) * GIB, 4096 * GIB);
    long bandwidth = dice.chance(75) ? GIB : 200 * MIB;
    return new HostDefinition("hv%02d".formatted(index), capacity, bandwidth, dice.chance(92), 0);
  }

  private static InstanceDefinition instance(Dice dice, int index, HostDefinition host) {
    long memory = dice.pick(List.of(256 * MIB, GIB, 2 * GIB));
    long disk = dice.pick(List.of(0L, 10 * GIB));
    long dirtyRate = dice.pick(List.of(0L, 50 * MIB, 150 * MIB, 900 * MIB));
    InstanceSpec spec =
        new InstanceSpec(
            "vm%02d".formatted(index), new Flavor(1, memory, disk), dice.below(3), dirtyRate);
    return new InstanceDefinition(spec, host.name());
  }

  private static Config settings(Dice dice) {
    Map<String, Object> chosen = new LinkedHashMap<>();
    SETTINGS.forEach(
        (key, choices) -> {
          Object choice = dice.pick(choices);
          if (dice.chance(80) || key.equals(LONGEST_WAIT)) {
            chosen.put(key, choice);
          }
        });
    Config settings = ConfigFactory.empty();
    for (Map.Entry<String, Object> one : chosen.entrySet()) {
      settings = settings.withValue(one.getKey(), ConfigValueFactory.fromAnyRef(one.getValue()));
    }
    return settings;
  }

  private static Map<String, List<Object>> choices() {
    Map<String, List<Object>> settings = new LinkedHashMap<>();
    settings.put("admission.fleet", List.of(0, 1, 3));
    settings.put("admission.inbound-per-host", List.of(1, 2));
    settings.put("admission.outbound-per-host", List.of(1, 2));
    settings.put("hooks.attempts", List.of(1, 3));
    settings.put("hooks.timeout", List.of("2 s", "10 s"));
    settings.put("host.disk-scan-interval", List.of("1 s", "5 s"));
    settings.put("host.heartbeat-interval", List.of("1 s", "5 s"));
    settings.put("host.info-timeout", List.of("1 s", "5 s"));
    settings.put("host.stuck-calls", List.of(1, 4));
    settings.put("host.sync-interval", List.of("3 s", "20 s"));
    settings.put("instance.running-deadline", List.of("4 s", "15 s"));
    settings.put("instance.settle-deadline", List.of("5 s", "30 s"));
    settings.put("instance.shutdown-timeout", List.of("3 s", "15 s"));
    settings.put("instance.soft-reboot-timeout", List.of("3 s", "15 s"));
    settings.put("instance.sweep-interval", List.of("2 s", "10 s"));
    settings.put("migration.cleanup-deadline", List.of("3 s", "15 s"));
    settings.put(LONGEST_WAIT, List.of("5 s", "30 s"));
    settings.put("migration.downtime-delay", List.of("1 s", "5 s"));
    settings.put("migration.post-copy", List.of(true, true, true, false));
    settings.put("migration.start-timeout", List.of("2 s", "10 s"));
    settings.put("migration.sweep-interval", List.of("2 s", "10 s"));
    settings.put("migration.unresolved-after", List.of("1 s", "10 s"));
    settings.put("vif-plug.attempts", List.of(1, 3, 5));
    settings.put("journal.snapshot-every", List.of(1, 4, 15));
    settings.put("journal.index-snapshot-every", List.of(1, 6, 40));
    return settings;
  }
}
