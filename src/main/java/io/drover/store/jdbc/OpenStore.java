package io.drover.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.util.AsyncExecutor;

/**
 * A database that journal and snapshots share. What holds it, so that no other process writes to
 * it, is let go after it is closed.
 *
 * @param database the database
 * @param profile how it is talked to
 * @param hold what is let go in the end
 */
record OpenStore(JdbcBackend.JdbcDatabaseDef database, JdbcProfile profile, Hold hold)
    implements SlickDatabase, AutoCloseable {

  /** What keeps others from a store. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A store over a pool of connections.
   *
   * @param queue how many pieces of work may wait for one of them
   */
  static OpenStore over(HikariDataSource pool, JdbcProfile profile, int queue, Hold hold) {
    int connections = pool.getMaximumPoolSize();
    AsyncExecutor threads =
        AsyncExecutor.apply("drover-store", connections, connections, queue, connections);
    JdbcBackend.JdbcDatabaseDef database =
        profile.backend().Database().forDataSource(pool, Option.apply(connections), threads, false);
    return new OpenStore(
        database,
        profile,
        () -> {
          pool.close();
          hold.close();
        });
  }

  /** The plugins come and go, the database stays. */
  @Override
  public boolean allowShutdown() {
    return false;
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      hold.close();
    }
  }
}
