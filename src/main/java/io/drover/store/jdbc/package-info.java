/**
 * The durable stores: SQLite and PostgreSQL under Pekko's persistence over JDBC. All that needs
 * these optional libraries is in here.
 */
@NullMarked
package io.drover.store.jdbc;

import org.jspecify.annotations.NullMarked;
