/**
 * The port to a host's hypervisor and the evidence that it gives. Only the actor of a host calls
 * it; {@code simulated} and {@code libvirt} implement it.
 */
@NullMarked
package io.drover.hypervisor;

import org.jspecify.annotations.NullMarked;
