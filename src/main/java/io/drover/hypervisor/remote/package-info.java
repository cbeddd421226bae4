/**
 * The ports to a host over a socket: {@code PortServer} serves those that another process has,
 * {@code RemoteHost} is how they look from here. A lost connection is as it is with a real host:
 * what was under way on it may or may not have happened.
 */
@NullMarked
package io.drover.hypervisor.remote;

import org.jspecify.annotations.NullMarked;
