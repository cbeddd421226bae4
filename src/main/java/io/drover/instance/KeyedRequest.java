package io.drover.instance;

import io.drover.model.MigrationId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was accepted under a key, so that it is not done twice.
 *
 * @param key the key
 * @param request what was asked for, as a text that differs when the request does
 * @param migration the migration that it made, or null
 */
public record KeyedRequest(String key, String request, @Nullable MigrationId migration) {
  private static final int KEPT = 50;

  /** These and one more; the oldest are forgotten, but not the one that made the instance. */
  static List<KeyedRequest> and(List<KeyedRequest> before, KeyedRequest one) {
    List<KeyedRequest> all = new ArrayList<>(before);
    all.add(one);
    if (all.size() > KEPT) {
      all.remove(all.get(0).creates() ? 1 : 0);
    }
    return all;
  }

  private boolean creates() {
    return RequestKeys.creates(request);
  }
}
