package io.drover.model;

/**
 * A declared step from one state to another, or to itself.
 *
 * @param from before
 * @param on what happens, under the name that people read
 * @param to after
 * @param <S> the states
 */
public record Transition<S>(S from, String on, S to) {}
