/** Tests of the socket, of the protocol on it, and of who may use it. */
@NullMarked
package io.drover.control;

import org.jspecify.annotations.NullMarked;
