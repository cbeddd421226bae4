package io.drover.fleet;

import io.drover.hypervisor.simulated.FleetSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a test wants to know of a fleet.
 *
 * @param truth what is so on its hosts
 * @param secondCopies when a guest could run more than once
 */
public record FleetReport(FleetSnapshot truth, List<SecondCopy> secondCopies) {

  /** Copies the list. */
  public FleetReport {
    secondCopies = List.copyOf(secondCopies);
  }

  /** As one JSON object. */
  public String json() {
    return FleetWire.WIRE.text(this);
  }

  /** For people: a line for each host, each guest on it, and each second copy. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    truth.hosts().forEach((name, host) -> add(lines, name, host));
    for (SecondCopy second : secondCopies) {
      lines.add("%s: %s could run twice: %s".formatted(second.at(), second.id(), second.copies()));
    }
    return List.copyOf(lines);
  }

  private static void add(List<String> lines, String name, FleetSnapshot.HostSnapshot host) {
    lines.add(
        "%s: %d guests, VIFs of %d, volumes of %d%s"
            .formatted(
                name,
                host.guests().size(),
                host.vifs().size(),
                host.volumes().size(),
                host.answers() ? "" : ", does not answer"));
    host.guests()
        .forEach(
            (id, guest) ->
                lines.add(
                    "  %s: %s, started %d times%s"
                        .formatted(
                            id,
                            guest.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            guest.starts(),
                            guest.moving() ? ", moving" : "")));
  }
}
