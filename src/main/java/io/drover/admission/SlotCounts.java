package io.drover.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many slots are taken, for each host and in all. Mutable; {@link Slots} copies it. */
final class SlotCounts {
  private final Map<String, Integer> out;
  private final Map<String, Integer> in;
  private int all;

  /** None is taken. */
  SlotCounts() {
    this(new LinkedHashMap<>(), new LinkedHashMap<>(), 0);
  }

  private SlotCounts(Map<String, Integer> out, Map<String, Integer> in, int all) {
    this.out = out;
    this.in = in;
    this.all = all;
  }

  SlotCounts copy() {
    return new SlotCounts(new LinkedHashMap<>(out), new LinkedHashMap<>(in), all);
  }

  void add(SlotRequest request) {
    out.merge(request.source(), 1, Integer::sum);
    in.merge(request.destination(), 1, Integer::sum);
    all++;
  }

  void remove(SlotRequest request) {
    out.computeIfPresent(request.source(), SlotCounts::oneLess);
    in.computeIfPresent(request.destination(), SlotCounts::oneLess);
    all--;
  }

  private static @Nullable Integer oneLess(String host, Integer count) {
    return count == 1 ? null : count - 1;
  }

  int out(String host) {
    return out.getOrDefault(host, 0);
  }

  int in(String host) {
    return in.getOrDefault(host, 0);
  }

  /** The first limit that this request would exceed; null when there is none. */
  @Nullable SlotObstacle obstacle(SlotRequest request, SlotLimits limits) {
    int leaving = out(request.source());
    if (exhausted(limits.outboundPerHost(), leaving)) {
      return new SlotObstacle(
          SlotObstacle.Kind.LEAVE, request.source(), leaving, limits.outboundPerHost());
    }
    int entering = in(request.destination());
    if (exhausted(limits.inboundPerHost(), entering)) {
      return new SlotObstacle(
          SlotObstacle.Kind.ENTER, request.destination(), entering, limits.inboundPerHost());
    }
    return exhausted(limits.fleet(), all)
        ? new SlotObstacle(SlotObstacle.Kind.FLEET, "", all, limits.fleet())
        : null;
  }

  private static boolean exhausted(int limit, int used) {
    return limit > 0 && used >= limit;
  }
}
