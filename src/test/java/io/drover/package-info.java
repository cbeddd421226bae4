/** Tests of what a host application holds. */
@NullMarked
package io.drover;

import org.jspecify.annotations.NullMarked;
