/**
 * Drover: boots, reboots and live-migrates virtual machines, each owned by an actor.
 *
 * <p>{@link io.drover.Drover} is what a host application holds. Below it are the actors:
 *
 * <pre>
 * drover                   guardian: starts and supervises
 * ├── admission            migration slots                    io.drover.admission
 * ├── hosts / HOST         one host: ledger, every call       io.drover.host
 * └── instances            registry                           io.drover.instance
 *     └── ID               one instance, event-sourced        io.drover.instance
 *         └── migration-N  one live migration                 io.drover.migration
 * </pre>
 */
@NullMarked
package io.drover;

import org.jspecify.annotations.NullMarked;
