package io.drover.fleet;

import com.typesafe.config.ConfigFactory;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** A process that begins to move a guest and says so; it is meant to be killed then. */
final class MovingClient {
  static final String GUEST = "guest";

  private static final InstanceId ID = new InstanceId(GUEST);

  /** Four seconds' worth of the link, so that there is time to be killed in. */
  private static final Flavor FLAVOR = new Flavor(1, 256L << 20, 0);

  private MovingClient() {}

  /** Takes the socket of the fleet. */
  public static void main(String[] arguments) {
    Hypervisor source =
        RemoteFleet.open(
                ConfigFactory.parseString(
                    """
                        simulated {
                          socket = "%s"
                          hosts { hv1 { vcpus = 4, memory = 8 GiB, disk = 0 } }
                        }
                        """
                        .formatted(arguments[0])))
            .get(0)
            .hypervisor();
    source.connect().toCompletableFuture().join();
    InstanceSpec spec = new InstanceSpec(GUEST, FLAVOR, 0, 0);
    source.create(new DomainTemplate(ID, spec, List.of(), List.of())).toCompletableFuture().join();
    while (!runs(source)) {
      Thread.onSpinWait();
    }
    CompletionStage<Done> moving =
        source.migrate(
            new MigrateCall(
                ID, "hv2", "simulated://hv2", false, false, 0, Duration.ofMillis(50), false));
    while (source.jobInfo(ID).toCompletableFuture().join().isEmpty()) {
      Thread.onSpinWait();
    }
    System.out.println("moving");
    moving.toCompletableFuture().join();
  }

  private static boolean runs(Hypervisor source) {
    return source.list().toCompletableFuture().join().stream()
        .anyMatch(guest -> guest.state() == GuestState.RUNNING);
  }
}
