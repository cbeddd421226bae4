/** Tests of how real commands are filled in and run. */
@NullMarked
package io.drover.command;

import org.jspecify.annotations.NullMarked;
