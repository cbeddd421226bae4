package io.drover.torture;

import io.drover.fleet.FleetClient;
import io.drover.fleet.FleetReport;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.FleetSnapshot;
import io.drover.hypervisor.simulated.HostFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The simulated hosts, asked past Drover. */
final class Fleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FleetClient client;

  Fleet(Path socket) throws IOException {
    client = FleetClient.connect(socket);
  }

  /** What is so there. */
  FleetReport report() throws IOException, InterruptedException {
    return answer(client.report());
  }

  /** Whether the memory of a guest is on its way between two hosts. */
  boolean transfers() throws IOException, InterruptedException {
    return report().truth().hosts().values().stream()
        .flatMap(host -> host.guests().values().stream())
        .anyMatch(FleetSnapshot.GuestSnapshot::moving);
  }

  /** Lets a host fall silent for Drover, or the plugging of VIFs fail there, until it is healed. */
  void disturb(String host, boolean silent) throws IOException, InterruptedException {
    answer(
        client.inject(
            silent
                ? new HostFault(null, host, FaultKind.UNREACHABLE, null)
                : CallFault.of(Call.PLUG_VIF, FaultKind.ERROR).on(host)));
  }

  /** All is well again. */
  void heal() throws IOException, InterruptedException {
    answer(client.heal(FaultSelector.ALL));
  }

  private static <T> T answer(CompletionStage<T> stage) throws IOException, InterruptedException {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the simulated hosts do not answer", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
