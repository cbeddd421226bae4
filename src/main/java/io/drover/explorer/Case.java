package io.drover.explorer;

import io.drover.scenario.Scenario;

/**
 * One run of the search.
 *
 * @param part what it is one of, such as {@code random} or {@code crashes}
 * @param seed chooses the order of messages
 * @param scenario what is played
 */
record Case(String part, long seed, Scenario scenario) {}
