package io.drover.cli;

import io.drover.model.OneLine;
import io.drover.scenario.Event;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The transfers that are under way, each as a bar. */
final class TransferBars {

  private static final int BAR = 24;

  /** Of each instance with a running migration the latest that is known; by instance. */
  private final SortedMap<String, Transfer> running = new TreeMap<>();

  private record Transfer(String way, String status, @Nullable Event progress) {}

  /** Takes an event in; whether anything changed. */
  boolean take(Event event) {
    if (event.instance() == null) {
      return false;
    }
    String instance = OneLine.of(event.instance());
    switch (event.kind()) {
      case MIGRATION_STATUS -> {
        String status = event.text("status");
        if (status.startsWith("running")) {
          String way = event.text("source") + " to " + event.text("destination");
          Transfer known = running.get(instance);
          running.put(instance, new Transfer(way, status, known == null ? null : known.progress));
          return true;
        }
        return running.remove(instance) != null;
      }
      case MIGRATION_PROGRESS -> {
        Transfer known = running.get(instance);
        if (known != null) {
          running.put(instance, new Transfer(known.way, known.status, event));
        }
        return known != null;
      }
      default -> {
        return false;
      }
    }
  }

  /** Nothing is known of any transfer any more. */
  void clear() {
    running.clear();
  }

  /** A line for each running migration, in ascending order of the instance's name. */
  List<String> lines() {
    int widest = running.keySet().stream().mapToInt(String::length).max().orElse(0);
    return running.entrySet().stream()
        .map(entry -> line(entry.getKey(), widest, entry.getValue()))
        .toList();
  }

  private static String line(String instance, int width, Transfer transfer) {
    Event progress = transfer.progress;
    double done = progress == null ? 0 : share(progress);
    int full = (int) Math.round(done * BAR);
    return "%s  %s  [%s%s] %3d %%  %s"
        .formatted(
            instance + " ".repeat(width - instance.length()),
            transfer.way,
            "#".repeat(full),
            ".".repeat(BAR - full),
            Math.round(done * 100),
            progress == null ? transfer.status : Story.transfer(progress));
  }

  /** How much of the memory is not left to be sent, from 0 to 1. */
  private static double share(Event progress) {
    long total = progress.number("memory-total");
    double left = total == 0 ? 1 : (double) progress.number("memory-remaining") / total;
    return 1 - Math.min(1, Math.max(0, left));
  }
}
