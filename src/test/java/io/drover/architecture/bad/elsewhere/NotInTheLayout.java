package io.drover.architecture.bad.elsewhere;

/** Is where nothing is meant to be. */
public record NotInTheLayout() {}
