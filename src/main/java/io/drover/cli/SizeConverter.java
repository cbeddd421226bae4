package io.drover.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 4GiB}, as in a configuration, in bytes. */
final class SizeConverter implements ITypeConverter<Long> {
  private static final String KEY = "size";

  @Override
  public Long convert(String text) {
    Config size = ConfigValueFactory.fromAnyRef(text).atKey(KEY);
    try {
      long bytes = size.getBytes(KEY);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (ConfigException e) {
      // Told below, as for a size below nothing.
    }
    throw new TypeConversionException("'" + text + "' is no size such as 4GiB");
  }
}
