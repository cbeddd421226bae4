/** Tests of interfaces and of what plugs them. */
@NullMarked
package io.drover.network;

import org.jspecify.annotations.NullMarked;
