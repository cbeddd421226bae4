/**
 * One actor per instance, which owns all that is known of it: its record, one operation at a time,
 * its migrations. And the registry that finds instances.
 */
@NullMarked
package io.drover.instance;

import org.jspecify.annotations.NullMarked;
