package io.drover.scenario.format;

import com.typesafe.config.ConfigValue;

/**
 * A kind of value that a key can have.
 *
 * @param <T> the value in Java
 */
interface Kind<T> {

  /** Reads the value or says what is wrong with it. */
  T read(ConfigValue value) throws Invalid;

  /**
   * Stands for a value that is missing or wrong, so that reading goes on and finds what else is
   * wrong; a scenario with such a value is never given out.
   */
  T placeholder();

  /** A kind from its two parts. */
  static <T> Kind<T> of(T placeholder, Reader<T> reader) {
    return new Kind<>() {
      @Override
      public T read(ConfigValue value) throws Invalid {
        return reader.read(value);
      }

      @Override
      public T placeholder() {
        return placeholder;
      }
    };
  }

  /**
   * Reads a value.
   *
   * @param <T> the value in Java
   */
  interface Reader<T> {
    T read(ConfigValue value) throws Invalid;
  }
}
