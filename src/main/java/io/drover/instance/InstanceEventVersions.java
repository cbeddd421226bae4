package io.drover.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.pekko.serialization.jackson.JacksonMigration;

/**
 * The versions of the format in which events of instances are stored, those of their migrations
 * among them. Each step makes an event of one version into one of the next.
 */
public final class InstanceEventVersions extends JacksonMigration {

  @Override
  public int currentVersion() {
    return 2;
  }

  @Override
  public JsonNode transform(int fromVersion, JsonNode event) {
    if (fromVersion < 2) {
      nameTheHostThatIsCutOff(event);
    }
    return event;
  }

  /** In a decision it was called {@code fenced}, which elsewhere is whether something is so. */
  private static void nameTheHostThatIsCutOff(JsonNode event) {
    if (event.path("event") instanceof ObjectNode decided
        && decided.path("type").asText().equals("decided")) {
      decided.set("cutOff", decided.remove("fenced"));
    }
  }
}
