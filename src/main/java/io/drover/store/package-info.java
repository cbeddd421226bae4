/** How events are kept: journal plugins and serialization. Knows nothing of instances. */
@NullMarked
package io.drover.store;

import org.jspecify.annotations.NullMarked;
