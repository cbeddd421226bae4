/** Tests of what a serving Drover makes of its configuration. */
@NullMarked
package io.drover.serve;

import org.jspecify.annotations.NullMarked;
