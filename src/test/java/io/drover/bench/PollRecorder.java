package io.drover.bench;

import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.DoubleStream;

/** Notes when each guest is looked at, and how late that is against a fixed rate. */
final class PollRecorder {
  private final Map<InstanceId, List<Long>> looks = new ConcurrentHashMap<>();
  private volatile boolean recording;

  /** The same hypervisor, its looks noted. */
  Hypervisor record(Hypervisor hypervisor) {
    return (Hypervisor)
        Proxy.newProxyInstance(
            Hypervisor.class.getClassLoader(),
            new Class<?>[] {Hypervisor.class},
            (proxy, method, arguments) -> {
              if (recording && method.getName().equals("look")) {
                note((Collection<?>) arguments[0]);
              }
              try {
                return method.invoke(hypervisor, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void note(Collection<?> ids) {
    long now = System.nanoTime();
    for (Object id : ids) {
      looks.computeIfAbsent((InstanceId) id, ignored -> new ArrayList<>()).add(now);
    }
  }

  void start() {
    looks.clear();
    recording = true;
  }

  /** How late the polls came, each guest's against its own most punctual one. */
  String summary(Duration interval) {
    double[] late =
        looks.values().stream().flatMapToDouble(times -> late(times, interval)).sorted().toArray();
    return "%,d reboot polls each 500 ms: late by %.1f ms (median), %.1f ms (p99), %.1f ms (most)"
        .formatted(
            late.length,
            late[late.length / 2],
            late[late.length * 99 / 100],
            late[late.length - 1]);
  }

  /** Looks that follow an act, between two ticks, are not polls. */
  private static DoubleStream late(List<Long> times, Duration interval) {
    long first = times.get(0);
    double[] offsets =
        times.stream()
            .mapToDouble(time -> offset(time - first, interval.toNanos()))
            .filter(offset -> Math.abs(offset) < interval.toNanos() / 4.0)
            .toArray();
    double earliest = Arrays.stream(offsets).min().orElse(0);
    return Arrays.stream(offsets).map(offset -> (offset - earliest) / 1e6);
  }

  /** From the nearest tick, in nanoseconds. */
  private static double offset(long since, long interval) {
    return since - Math.round((double) since / interval) * (double) interval;
  }
}
