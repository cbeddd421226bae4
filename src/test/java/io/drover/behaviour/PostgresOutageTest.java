package io.drover.behaviour;

import static io.drover.behaviour.DurableFleet.join;
import static io.drover.behaviour.DurableFleet.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.Drover;
import io.drover.Operation;
import io.drover.RequestRefusedException;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.model.VmState;
import io.drover.store.jdbc.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drover whose PostgreSQL, that of {@code scripts/postgres.sh}, dies under it and comes back. */
@Tag("postgres")
class PostgresOutageTest {

  @Test
  void nothingIsAcceptedMeanwhileAndEverybodyHasAnAnswerAfterwards() throws Exception {
    Server server = new Server("outage");
    String settings =
        server.store("connect-timeout = 1 s") + "drover.host.heartbeat-interval = 500 ms";
    try (DurableFleet fleet = new DurableFleet()) {
      Drover drover = Drover.start(fleet.setup(settings));
      InstanceView web = join(join(drover.boot(spec("web-1"), "hv1")).ended());
      CompletableFuture<String> leftAlone = whyHostsAreLeftAlone(drover);
      CompletableFuture<Operation> boot;
      CompletableFuture<Operation> stop;

      try {
        Server.control("kill");
        boot = drover.boot(spec("web-2"), "hv1").toCompletableFuture();
        stop = drover.stop(web.id()).toCompletableFuture();
        assertThat(join(leftAlone)).contains("could not renew its lease");
        assertThat(accepted(boot)).isFalse();
        assertThat(accepted(stop)).isFalse();
      } finally {
        Server.control("up");
      }

      answered(boot);
      answered(stop);
      assertThat(join(join(bootUntilAccepted(drover)).ended()).vmState()).isEqualTo(VmState.ACTIVE);
      assertThat(join(drover.hosts())).extracting(HostView::state).containsOnly(HostState.UP);
      drover.close();
      join(drover.closed());
    }
  }

  private static CompletableFuture<String> whyHostsAreLeftAlone(Drover drover) {
    CompletableFuture<String> why = new CompletableFuture<>();
    drover.listen(
        notice -> {
          if (notice instanceof Notice.HostChanged host && host.state() == HostState.UNREACHABLE) {
            why.complete(host.why());
          }
        });
    return why;
  }

  private static boolean accepted(CompletableFuture<Operation> request) {
    return request.isDone() && !request.isCompletedExceptionally();
  }

  /** It was accepted late, or refused; what was accepted is done. */
  private static void answered(CompletableFuture<Operation> request) throws Exception {
    Throwable refusal = join(request.handle((accepted, failure) -> failure));
    if (refusal == null) {
      join(join(request).ended());
    } else {
      assertThat(refusal).hasRootCauseInstanceOf(RequestRefusedException.class);
    }
  }

  /** Whoever is refused asks again. */
  private static CompletionStage<Operation> bootUntilAccepted(Drover drover) {
    return drover
        .boot(spec("web-3"), "hv2")
        .exceptionallyCompose(refused -> bootUntilAccepted(drover));
  }
}
