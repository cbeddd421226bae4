package io.drover.instance;

import io.drover.instance.InstanceActor.Accepted;
import io.drover.instance.InstanceActor.Answer;
import io.drover.instance.InstanceActor.Asked;
import io.drover.instance.InstanceActor.Boot;
import io.drover.instance.InstanceActor.Keyed;
import io.drover.instance.InstanceActor.LiveMigrate;
import io.drover.instance.InstanceActor.Refused;
import io.drover.instance.InstanceActor.Request;
import io.drover.instance.InstanceActor.ResolveMigration;
import io.drover.model.InstanceSpec;
import io.drover.model.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that come under a key. One that was accepted is not done again: it is answered as it
 * was, and a different one under the same key is refused. One that was refused left no trace, and
 * its key is free. Pure.
 */
final class RequestKeys {
  private static final int LONGEST = 200;
  private static final String BOOT = "boot";
  private static final String ADOPT = "adopt ";

  private RequestKeys() {}

  /** The answer that a request has already, or null. */
  static @Nullable Answer answer(InstanceState state, Keyed keyed) {
    if (isUnusable(keyed.key())) {
      return new Refused(unusable());
    }
    for (KeyedRequest earlier : state.keys()) {
      if (earlier.key().equals(keyed.key())) {
        return earlier.request().equals(text(keyed.request()))
            ? new Accepted(state.view(), earlier.migration())
            : new Refused(taken(keyed.key(), earlier.request()));
      }
    }
    return null;
  }

  static boolean isUnusable(@Nullable String key) {
    return key != null && (key.isBlank() || key.length() > LONGEST);
  }

  static Rejection unusable() {
    return new Rejection(
        Refusal.INVALID_REQUEST,
        "the key of a request must have 1 to %d characters".formatted(LONGEST));
  }

  static Rejection taken(String key, String by) {
    return new Rejection(
        Refusal.INVALID_REQUEST,
        "the key '%s' belongs to another request already: %s".formatted(key, by));
  }

  /** What is recorded when it is accepted. */
  static List<InstanceEvent> with(List<InstanceEvent> events, @Nullable Keyed keyed) {
    if (keyed == null) {
      return events;
    }
    List<InstanceEvent> all = new ArrayList<>(events);
    Asked request = keyed.request();
    all.add(
        new InstanceEvent.KeyTaken(
            new KeyedRequest(
                keyed.key(),
                text(request),
                request instanceof LiveMigrate migrate ? migrate.migration() : null)));
    return all;
  }

  /** Whether this text is that of a request for a new instance. */
  static boolean creates(String text) {
    return text.startsWith(BOOT) || text.startsWith(ADOPT);
  }

  /** What is asked for, all of it that matters. */
  private static String text(Asked request) {
    if (request instanceof Boot boot) {
      return (boot.adopts() ? ADOPT + boot.asked() + " as" : BOOT) + of(boot.spec(), boot.host());
    } else if (request instanceof Request operation) {
      return operation.kind().label();
    } else if (request instanceof LiveMigrate migrate) {
      return "live migration to %s%s, hooks %s"
          .formatted(
              migrate.destination(),
              migrate.blockMigration() ? " with local disks" : "",
              migrate.hooks());
    } else if (request instanceof ResolveMigration word) {
      return "resolve, runs on %s".formatted(word.runsOn());
    }
    return request instanceof InstanceActor.AbortMigration ? "abort" : "force completion";
  }

  private static String of(InstanceSpec spec, String host) {
    return " %s on %s with %s, %d VIFs, dirty rate %d"
        .formatted(spec.name(), host, spec.flavor(), spec.vifs(), spec.dirtyRate());
  }
}
