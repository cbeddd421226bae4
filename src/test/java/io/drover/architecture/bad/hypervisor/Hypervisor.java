package io.drover.architecture.bad.hypervisor;

/** A port. */
public interface Hypervisor {}
