/**
 * Simulated hosts in a process of their own: {@code FleetServer} is that process, {@code
 * RemoteFleet} is how an orchestrator reaches its hosts, {@code FleetClient} how a test asks for
 * the truth about them and makes trouble.
 */
@NullMarked
package io.drover.fleet;

import org.jspecify.annotations.NullMarked;
