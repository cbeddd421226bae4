/** What a whole Drover does, on simulated hosts and virtual time. */
@NullMarked
package io.drover.behaviour;

import org.jspecify.annotations.NullMarked;
