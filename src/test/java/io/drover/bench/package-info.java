/** Measurements that anyone can repeat with scripts/bench.sh; no test depends on them. */
@NullMarked
package io.drover.bench;

import org.jspecify.annotations.NullMarked;
