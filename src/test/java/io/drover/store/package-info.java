/** Tests of how events are kept. */
@NullMarked
package io.drover.store;

import org.jspecify.annotations.NullMarked;
