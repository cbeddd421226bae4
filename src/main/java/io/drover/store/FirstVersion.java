package io.drover.store;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.pekko.serialization.jackson.JacksonMigration;

/** The version of a stored format that has not changed yet; one of a later version is refused. */
public final class FirstVersion extends JacksonMigration {

  @Override
  public int currentVersion() {
    return 1;
  }

  /** Fails, for nothing is older. */
  @Override
  public JsonNode transform(int fromVersion, JsonNode json) {
    throw new IllegalArgumentException("there is no version %d of %s".formatted(fromVersion, json));
  }
}
