/**
 * Scripted scenarios: hosts, instances, steps, faults and expectations, read from HOCON and played
 * against Drover. What a step means and whether an expectation holds are values and pure functions;
 * only the runner acts.
 */
@NullMarked
package io.drover.scenario;

import org.jspecify.annotations.NullMarked;
