package io.drover.store.jdbc;

import com.typesafe.config.Config;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;

/** The journal plugin over the database that {@link Stores} opened in its actor system. */
public final class DatabaseJournal extends JdbcAsyncWriteJournal {

  /** Made by Pekko's persistence with the plugin's configuration. */
  public DatabaseJournal(Config config) {
    super(PluginSettings.journal(config));
  }

  /** Called while the superclass is being made, too. */
  @Override
  public SlickDatabase slickDb() {
    return Stores.opened(system());
  }
}
