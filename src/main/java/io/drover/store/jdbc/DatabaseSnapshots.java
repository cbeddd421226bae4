package io.drover.store.jdbc;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.snapshot.JdbcSnapshotStore;

/** The snapshot plugin over the database that {@link Stores} opened in its actor system. */
public final class DatabaseSnapshots extends JdbcSnapshotStore {

  /** Made by Pekko's persistence with the plugin's configuration. */
  public DatabaseSnapshots(Config config) {
    super(PluginSettings.snapshots(config));
  }

  /** Called while the superclass is being made, too. */
  @Override
  public SlickDatabase slickDb() {
    return Stores.opened(system());
  }
}
