package io.drover.architecture.bad.model;

import io.drover.architecture.bad.host.Host;
import org.slf4j.Logger;

/** A value that knows what is above it, and more than the JDK. */
public record KnowsItsHost(Host host, Logger logger) {}
