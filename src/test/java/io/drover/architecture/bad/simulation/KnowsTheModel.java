package io.drover.architecture.bad.simulation;

import io.drover.architecture.bad.model.KnowsItsHost;

/** A simulation that knows what it simulates. */
public record KnowsTheModel(KnowsItsHost value) {}
