/** What tests share. */
@NullMarked
package io.drover.testing;

import org.jspecify.annotations.NullMarked;
