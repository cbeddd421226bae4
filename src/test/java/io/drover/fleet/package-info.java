/** Simulated hosts that are reached over a socket. */
@NullMarked
package io.drover.fleet;

import org.jspecify.annotations.NullMarked;
