package io.drover.serve;

import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.control.ControlServer;
import io.drover.control.Desk;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import io.drover.runtime.Ids;
import io.drover.runtime.RealTimeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Drover that serves clients, once its {@link Start} is over. It is ended in two steps: first it
 * takes nothing more and says what it leaves, then it lets go of everything. None of that blocks.
 */
public final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private final ControlServer server;
  private final Drover drover;
  private final Desk desk;

  private Serving(ControlServer server, Drover drover, Desk desk) {
    this.server = server;
    this.drover = drover;
    this.desk = desk;
  }

  /**
   * Starts; waits for the store.
   *
   * @param server stays the caller's if this fails
   */
  static Serving start(ServeSettings settings, ControlServer server) {
    CompletableFuture<Drover> started = new CompletableFuture<>();
    RealTimeline timeline = new RealTimeline();
    DroverSetup setup =
        new DroverSetup(
            settings.hosts().open(timeline::now),
            settings
                .hooks()
                .hooks(
                    id ->
                        started
                            .thenCompose(drover -> drover.instance(id))
                            .thenApply(view -> view.spec().name()),
                    timeline),
            settings.root(),
            Ids.random());
    Drover drover = Drover.start(setup);
    started.complete(drover);
    server.lost().thenRun(drover::close);
    return new Serving(server, drover, Desk.open(drover, settings.hooks().standard(), server));
  }

  /** Says, when all that was unfinished goes on and every host was tried, what was picked up. */
  public void tellBeginning() {
    pickedUp()
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("serving at {}, but what was picked up cannot be told", path(), failure);
              }
            });
  }

  private CompletionStage<Done> pickedUp() {
    return drover
        .ready()
        .thenCompose(ready -> drover.hosts())
        .thenCombine(
            drover.ready().thenCompose(ready -> drover.instances()),
            (hosts, instances) -> {
              List<String> unfinished = unfinished(instances);
              LOG.info(
                  "serving at {}: {} of {} hosts are up, {} instances are known, {} of them have"
                      + " unfinished work",
                  path(),
                  up(hosts),
                  hosts.size(),
                  present(instances),
                  unfinished.size());
              unfinished.forEach(what -> LOG.info("goes on: {}", what));
              return Done.getInstance();
            });
  }

  private Path path() {
    return server.path();
  }

  private static long up(List<HostView> hosts) {
    return hosts.stream().filter(host -> host.state() == HostState.UP).count();
  }

  private static long present(List<InstanceView> instances) {
    return instances.stream().filter(view -> view.vmState() != VmState.DELETED).count();
  }

  private static List<String> unfinished(List<InstanceView> instances) {
    return instances.stream().map(OpenWork::of).flatMap(Optional::stream).toList();
  }

  /** Takes no more requests; completes when those before are answered. */
  public CompletionStage<Done> drain() {
    return desk.close();
  }

  /** Says what is left as it is, for the hosts and the next start to go on with. */
  public CompletionStage<Done> tellEnd() {
    return drover
        .instances()
        .thenApply(
            instances -> {
              List<String> unfinished = unfinished(instances);
              unfinished.forEach(
                  what -> LOG.info("is left: {}; the next start takes it up again", what));
              LOG.info(
                  "stopping: {} instances are known, {} of them have unfinished work",
                  present(instances),
                  unfinished.size());
              return Done.getInstance();
            });
  }

  /** Lets go of clients, hosts and store; completes when that is done. */
  public CompletionStage<Done> close() {
    server.close();
    drover.close();
    return drover.closed().thenCombine(server.closed(), (ended, told) -> ended);
  }

  /** Ends the Drover alone, whose socket is gone already. */
  void closeDrover() {
    drover.close();
  }

  /** Completes when its Drover has ended, also when nobody asked for that or its socket is gone. */
  public CompletionStage<Done> closed() {
    return drover.closed();
  }
}
