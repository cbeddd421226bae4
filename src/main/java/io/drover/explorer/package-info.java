/**
 * The search for counterexamples: makes scenarios, at random from a seed or one for each fault at
 * each step, plays them, counts what they covered, and makes those that violate a guarantee small.
 */
@NullMarked
package io.drover.explorer;

import org.jspecify.annotations.NullMarked;
