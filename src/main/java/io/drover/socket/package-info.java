/**
 * Messages between processes of one machine: sockets in the file system that only their owner can
 * reach, and one thread that serves all connections over them without ever waiting for one.
 */
@NullMarked
package io.drover.socket;

import org.jspecify.annotations.NullMarked;
