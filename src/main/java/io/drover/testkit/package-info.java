/** What applications need to try Drover and to test with it. */
@NullMarked
package io.drover.testkit;

import org.jspecify.annotations.NullMarked;
