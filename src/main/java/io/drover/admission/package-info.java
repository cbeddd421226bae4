/**
 * Migration slots: who may move now, who waits and why. All slots of a migration are granted at
 * once, by a pure function.
 */
@NullMarked
package io.drover.admission;

import org.jspecify.annotations.NullMarked;
