/**
 * One live migration: its record, its events, the phases that it goes through, and the rules that
 * decide what became of it. The rules are pure; {@link io.drover.migration.MigrationActor} acts.
 */
@NullMarked
package io.drover.migration;

import org.jspecify.annotations.NullMarked;
