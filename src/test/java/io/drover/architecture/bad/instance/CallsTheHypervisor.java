package io.drover.architecture.bad.instance;

import io.drover.architecture.bad.hypervisor.Hypervisor;
import org.libvirt.Connect;

/** An instance that does not ask its host's actor, and goes around its store. */
public record CallsTheHypervisor(
    Hypervisor hypervisor, Connect connection, java.sql.Connection database) {}
