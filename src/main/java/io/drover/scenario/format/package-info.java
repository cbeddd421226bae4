/**
 * Reads scenarios from HOCON. Everything that is wrong in a file is told at once, a line each, with
 * its place and the way out.
 */
@NullMarked
package io.drover.scenario.format;

import org.jspecify.annotations.NullMarked;
