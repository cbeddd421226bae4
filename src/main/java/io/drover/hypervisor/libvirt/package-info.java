/**
 * The {@link io.drover.hypervisor.Hypervisor} over libvirt: transient guests, peer-to-peer
 * migration. Talks to libvirt's C library through the raw layer of its Java binding, because that
 * has neither finalizers nor clamped enumerations. No type of libvirt leaves this package.
 */
@NullMarked
package io.drover.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;
