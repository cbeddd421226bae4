/** The command line: {@code drover run}, {@code check} and {@code doctor}. */
@NullMarked
package io.drover.cli;

import org.jspecify.annotations.NullMarked;
