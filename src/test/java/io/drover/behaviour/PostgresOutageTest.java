package io.drover.behaviour;

import static io.drover.behaviour.DurableFleet.join;
import static io.drover.behaviour.DurableFleet.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.Drover;
import io.drover.Operation;
import io.drover.RequestRefusedException;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import io.drover.store.jdbc.Server;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drover whose PostgreSQL, that of {@code scripts/postgres.sh}, dies under it and comes back. */
@Tag("postgres")
class PostgresOutageTest {

  @Test
  void requestsAreRefusedMeanwhileAndAllIsWellAfterwards() throws Exception {
    Server server = new Server("outage");
    try (DurableFleet fleet = new DurableFleet()) {
      Drover drover = Drover.start(fleet.setup(server.store("connect-timeout = 1 s")));
      InstanceView web = join(join(drover.boot(spec("web-1"), "hv1")).ended());
      assertThat(web.vmState()).isEqualTo(VmState.ACTIVE);

      try {
        Server.control("kill");
        assertThatThrownBy(() -> join(drover.boot(spec("web-2"), "hv1")))
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseInstanceOf(RequestRefusedException.class);
        assertThat(join(drover.instance(web.id())).vmState()).isEqualTo(VmState.ACTIVE);
      } finally {
        Server.control("up");
      }

      InstanceView second = join(join(bootUntilAccepted(drover)).ended());
      assertThat(second.vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(join(join(drover.stop(web.id())).ended()).vmState()).isEqualTo(VmState.STOPPED);
      assertThat(join(drover.hosts())).extracting(HostView::state).containsOnly(HostState.UP);
      drover.close();
      join(drover.closed());
    }
  }

  /** Whoever is refused asks again. */
  private static CompletionStage<Operation> bootUntilAccepted(Drover drover) {
    return drover
        .boot(spec("web-3"), "hv2")
        .exceptionallyCompose(refused -> bootUntilAccepted(drover));
  }
}
