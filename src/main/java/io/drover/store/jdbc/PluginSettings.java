package io.drover.store.jdbc;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;

/** Drover's words for what Pekko's persistence over JDBC wants to be told. */
final class PluginSettings {
  private PluginSettings() {}

  /** Of the journal; keys that Drover does not have are as in the library. */
  static Config journal(Config ours) {
    return ConfigFactory.parseString(
            """
            dao = "%s"
            bufferSize = %d
            batchSize = %d
            replayBatchSize = %d
            parallelism = %d
            use-shared-db = "drover"
            tables.event_journal.tableName = "drover_event"
            """
                .formatted(
                    SeparatingJournalDao.class.getName(),
                    ours.getInt("buffer-size"),
                    ours.getInt("batch-size"),
                    ours.getInt("replay-batch-size"),
                    ours.getInt("parallel-batches")))
        .withFallback(ours)
        .withFallback(library("jdbc-journal"));
  }

  /** Of the snapshots. */
  static Config snapshots(Config ours) {
    return ConfigFactory.parseString(
            """
            use-shared-db = "drover"
            tables.snapshot.tableName = "drover_snapshot"
            """)
        .withFallback(ours)
        .withFallback(library("jdbc-snapshot-store"));
  }

  /** As the library has it, whatever the application makes of it for journals of its own. */
  private static Config library(String plugin) {
    return ConfigFactory.defaultReference(JdbcAsyncWriteJournal.class.getClassLoader())
        .getConfig(plugin);
  }
}
