/**
 * What everything above runs on: time, deadlines, the debugger mode, the look at the environment.
 */
@NullMarked
package io.drover.runtime;

import org.jspecify.annotations.NullMarked;
