/** What the architecture test checks: how packages depend on each other, and what is not called. */
@NullMarked
package io.drover.architecture;

import org.jspecify.annotations.NullMarked;
