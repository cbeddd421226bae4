package io.drover.scenario;

import io.drover.model.InstanceView;
import io.drover.testkit.Unfinished;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether instances have come to rest, which is what {@code await} waits for. */
final class Rest {

  private static final String AT_REST = "at-rest";

  private Rest() {}

  /** What the await of {@code target} finds for these instances. */
  static Verdict verdict(Target target, Collection<String> names, Facts facts) {
    Map<String, Object> pending = new LinkedHashMap<>();
    for (String name : names) {
      whyNot(facts.instance(name).orElse(null)).ifPresent(why -> pending.put(name, why));
    }
    Map<String, @Nullable Object> actual = finding(target, pending.isEmpty());
    if (!pending.isEmpty()) {
      actual.put("pending", pending);
    }
    return new Verdict(pending.isEmpty(), finding(target, true), actual);
  }

  private static Map<String, @Nullable Object> finding(Target target, boolean atRest) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("await", target.name());
    map.put(AT_REST, atRest);
    return map;
  }

  /** What is still open of an instance; empty when it is at rest. */
  static Optional<String> whyNot(@Nullable InstanceView view) {
    return view == null ? Optional.of("not-found") : Unfinished.of(view);
  }
}
