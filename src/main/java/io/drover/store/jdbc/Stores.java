package io.drover.store.jdbc;

import com.typesafe.config.Config;
import io.drover.runtime.DroverClock;
import io.drover.runtime.Finding;
import io.drover.runtime.Waits;
import io.drover.store.StoreException;
import io.drover.store.StoreKind;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * The durable store of an actor system: opened before Drover's actors are started, closed when the
 * system ends. A store in memory needs none of this.
 */
public final class Stores implements Extension {
  private static final String FINDING = "store";
  private static final String LIBRARY = "org.apache.pekko.persistence.jdbc.db.SlickDatabase";

  private final ActorSystem<?> system;
  private @Nullable OpenStore open;

  private Stores(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * Opens the store that {@code drover.store} names, unless that was done before. Blocks until it
   * is known whether it can be used.
   *
   * @throws StoreException when it cannot
   * @throws com.typesafe.config.ConfigException when one of its settings cannot be used
   */
  public static void open(ActorSystem<?> system) {
    Config drover = system.settings().config().getConfig("drover");
    StoreKind kind = StoreKind.from(drover);
    if (kind != StoreKind.MEMORY) {
      check(drover);
      Id.INSTANCE.apply(system).open(kind, drover);
    }
  }

  /**
   * Finds out whether the libraries that the store needs are there, and opens nothing.
   *
   * @param drover the section of that name
   * @throws StoreException when one is missing
   */
  public static void check(Config drover) {
    problem(StoreKind.from(drover))
        .ifPresent(
            problem -> {
              throw new StoreException(problem);
            });
  }

  /** What is missing before this kind of store can be used, as a sentence. */
  public static Optional<String> problem(StoreKind kind) {
    return problem(kind, Stores.class.getClassLoader());
  }

  static Optional<String> problem(StoreKind kind, ClassLoader classes) {
    List<String> needed =
        switch (kind) {
          case MEMORY -> List.of();
          case FILE -> List.of(LIBRARY, "org.sqlite.SQLiteDataSource");
          case POSTGRES -> List.of(LIBRARY, "org.postgresql.ds.PGSimpleDataSource");
        };
    return needed.stream()
        .filter(name -> !isThere(name, classes))
        .findFirst()
        .map(
            name ->
                "the store %s needs the optional libraries that README.md names: class %s is missing"
                    .formatted(kind.label(), name));
  }

  /**
   * Whether the file store would work here; touches nothing.
   *
   * @param drover the section of that name
   */
  public static Finding examine(Config drover) {
    return problem(StoreKind.FILE)
        .or(() -> FileStore.from(Waits.plain(drover.getConfig("stores"))).problem())
        .map(problem -> new Finding(FINDING, Finding.Level.OPTIONAL, problem))
        .orElseGet(
            () ->
                new Finding(
                    FINDING,
                    Finding.Level.WORKS,
                    "the libraries of the file store are there, and its folder can be written to"));
  }

  private static boolean isThere(String name, ClassLoader classes) {
    try {
      Class.forName(name, false, classes);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private synchronized void open(StoreKind kind, Config drover) {
    if (open != null) {
      return;
    }
    Waits stores = Waits.plain(drover.getConfig("stores"));
    int queue = drover.getInt("database-journal.buffer-size");
    Owner self = Owner.self(DroverClock.get(system));
    OpenStore store =
        switch (kind) {
          case MEMORY -> throw new IllegalStateException("a store in memory is not opened");
          case FILE -> FileStore.from(stores).open(self, queue, system);
          case POSTGRES -> PostgresStore.from(stores).open(self, queue, system);
        };
    open = store;
    system.classicSystem().registerOnTermination(store::close);
  }

  /** The store that was opened in this system. */
  static OpenStore opened(org.apache.pekko.actor.ActorSystem system) {
    return Id.INSTANCE.apply(Adapter.toTyped(system)).opened();
  }

  private synchronized OpenStore opened() {
    if (open == null) {
      throw new IllegalStateException("Drover's store is opened by Drover.start only");
    }
    return open;
  }

  private static final class Id extends ExtensionId<Stores> {
    private static final Id INSTANCE = new Id();

    @Override
    public Stores createExtension(ActorSystem<?> system) {
      return new Stores(system);
    }
  }
}
