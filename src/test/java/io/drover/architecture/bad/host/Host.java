package io.drover.architecture.bad.host;

import io.drover.architecture.bad.model.KnowsItsHost;

/** Is known from below. */
public record Host(KnowsItsHost value) {}
