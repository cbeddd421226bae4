package io.drover.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where Drover remembers, {@code drover.store}; explained in {@code reference.conf}. */
public enum StoreKind {
  /** In this JVM's memory. */
  MEMORY,
  /** In an SQLite file on this machine. */
  FILE,
  /** In a PostgreSQL database. */
  POSTGRES;

  private static final String KEY = "store";

  /**
   * The kind that is set.
   *
   * @param drover the section of that name
   * @throws ConfigException when there is no such kind
   */
  public static StoreKind from(Config drover) {
    String found = drover.getString(KEY);
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(found))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException.BadValue(
                    drover.getValue(KEY).origin(),
                    "drover." + KEY,
                    "must be one of %s, not %s".formatted(labels(), found)));
  }

  private static String labels() {
    return Arrays.stream(values()).map(StoreKind::label).collect(Collectors.joining(", "));
  }

  /** Its word in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The plugins that read and write it. */
  StorePlugins plugins() {
    return switch (this) {
      case MEMORY -> StorePlugins.OF_MEMORY;
      case FILE, POSTGRES -> StorePlugins.OF_A_DATABASE;
    };
  }
}
