/** Tests of the actor that owns an instance, and of the rules that it follows. */
@NullMarked
package io.drover.instance;

import org.jspecify.annotations.NullMarked;
