/**
 * A running Drover as other processes reach it: the local socket, the protocol on it, and a client.
 */
@NullMarked
package io.drover.control;

import org.jspecify.annotations.NullMarked;
