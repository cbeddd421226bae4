/**
 * How events and snapshots are kept: journal plugins and the versions of what is stored. Knows
 * nothing of instances.
 */
@NullMarked
package io.drover.store;

import org.jspecify.annotations.NullMarked;
