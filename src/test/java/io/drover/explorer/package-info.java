/** Tests of the search for counterexamples. */
@NullMarked
package io.drover.explorer;

import org.jspecify.annotations.NullMarked;
