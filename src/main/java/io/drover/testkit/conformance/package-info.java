/**
 * Whether an implementation of {@link io.drover.hypervisor.Hypervisor} keeps what the port
 * promises: a suite of JUnit tests that a driver's own test class inherits from {@link
 * io.drover.testkit.conformance.HypervisorConformance}. JUnit has to be on the class path; nothing
 * else in Drover needs it.
 */
@NullMarked
package io.drover.testkit.conformance;

import org.jspecify.annotations.NullMarked;
