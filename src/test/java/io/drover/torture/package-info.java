/**
 * Kills a Drover that serves, again and again, and compares what it has promised with what is there
 * in the end. Run by scripts/torture.sh.
 */
@NullMarked
package io.drover.torture;

import org.jspecify.annotations.NullMarked;
