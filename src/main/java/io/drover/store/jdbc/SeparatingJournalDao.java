package io.drover.store.jdbc;

import io.drover.store.JournalAccess;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * Writes events of many instances at a time, and has none of them suffer for another's: when the
 * database refuses a batch for one of its rows, each instance's own are written once more alone.
 */
public final class SeparatingJournalDao extends DefaultJournalDao {

  /** Made by the journal plugin. */
  public SeparatingJournalDao(
      JdbcBackend.JdbcDatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
  }

  @Override
  public Future<BoxedUnit> queueWriteJournalRows(
      Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> rows) {
    return FutureConverters.asScala(
        FutureConverters.asJava(super.queueWriteJournalRows(rows))
            .exceptionallyCompose(
                failure ->
                    ofARow(failure)
                        ? FutureConverters.asJava(writeJournalRows(rows))
                        : CompletableFuture.failedStage(failure)));
  }

  /** Whether this is about what was written, and not about the database. */
  private static boolean ofARow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && SqlFaults.ofARow(sql)) {
        return true;
      }
    }
    return false;
  }

  /** A stream that is over leaves no row; of any other the last one stays, marked as deleted. */
  @Override
  public Future<BoxedUnit> delete(String stream, long to) {
    return to == JournalAccess.END_OF_STREAM ? deleteAll(stream) : super.delete(stream, to);
  }

  /** Slick's type of effects has no name in Java. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private Future<BoxedUnit> deleteAll(String stream) {
    Future<Object> rows = db().run((DBIOAction) queries().delete(stream, Long.MAX_VALUE));
    return rows.map(number -> BoxedUnit.UNIT, ec());
  }
}
