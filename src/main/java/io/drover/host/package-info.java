/**
 * One actor per host: its connection, its ledger, every call to its hypervisor, its VIF plugging
 * and its volumes. A sick host costs nobody else a thread or a wait without an end.
 */
@NullMarked
package io.drover.host;

import org.jspecify.annotations.NullMarked;
