package io.drover;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.host.HostSpec;
import io.drover.migration.MigrationHooks;
import io.drover.runtime.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Drover is started with.
 *
 * @param hosts the hosts to work with, each with the ports to it
 * @param hooks the application's hooks by name; a migration names the ones it wants
 * @param config settings below {@code drover} that differ from {@code reference.conf}; taken into
 *     account when Drover starts an actor system of its own
 * @param ids where new identities come from
 */
public record DroverSetup(
    List<HostSpec> hosts, Map<String, MigrationHooks> hooks, Config config, Ids ids) {

  /**
   * Copies the collections and keeps their order; adds the hooks that do nothing. Refuses two hosts
   * of one name with an {@link IllegalArgumentException}.
   */
  public DroverSetup {
    hosts = List.copyOf(hosts);
    Set<String> names = new HashSet<>();
    for (HostSpec host : hosts) {
      if (!names.add(host.name())) {
        throw new IllegalArgumentException(
            "host '%s' is given twice; each host needs a name of its own".formatted(host.name()));
      }
    }
    Map<String, MigrationHooks> all = new LinkedHashMap<>(hooks);
    all.putIfAbsent(LiveMigration.NO_HOOKS, MigrationHooks.NONE);
    hooks = Collections.unmodifiableMap(all);
  }

  /** With these hosts, no hooks, and the configuration that the application has. */
  public static DroverSetup of(List<HostSpec> hosts) {
    return new DroverSetup(hosts, Map.of(), ConfigFactory.load(), Ids.random());
  }

  /** The same with one more host. */
  public DroverSetup withHost(HostSpec host) {
    List<HostSpec> more = new ArrayList<>(hosts);
    more.add(host);
    return new DroverSetup(more, hooks, config, ids);
  }

  /** The same with hooks under this name. */
  public DroverSetup withHooks(String name, MigrationHooks named) {
    Map<String, MigrationHooks> more = new LinkedHashMap<>(hooks);
    more.put(name, named);
    return new DroverSetup(hosts, more, config, ids);
  }

  /** The same with this configuration. */
  public DroverSetup withConfig(Config other) {
    return new DroverSetup(hosts, hooks, other, ids);
  }

  /** The same with identities from here. */
  public DroverSetup withIds(Ids other) {
    return new DroverSetup(hosts, hooks, config, other);
  }
}
