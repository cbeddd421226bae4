package io.drover.testkit;

import com.typesafe.config.Config;
import io.drover.Migration;
import io.drover.OutcomeUnknownException;
import io.drover.RequestRefusedException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.Fault;
import io.drover.hypervisor.simulated.FleetWatcher;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.migration.MigrationHooks;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.Notice;
import io.drover.runtime.Stages;
import io.drover.runtime.Timeline;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Watches a Drover on simulated hosts and finds where one of its {@linkplain Guarantee guarantees}
 * does not hold. What is promised always is checked with everything that happens; what is promised
 * finally is checked by {@link #atRest}.
 *
 * <p>It sees guests and faults by itself. It has to be told the rest as it happens:
 *
 * <pre>{@code
 * Guarantees guarantees = Guarantees.of(fleet, timeline, config.getConfig("drover"), null);
 * drover.listen(guarantees::told);
 * setup.withHooks("app", guarantees.watching(hooks));
 * guarantees.request(Asked.delete(id), () -> drover.delete(id));
 * ...
 * guarantees.atRest(instances, hosts);
 * assertThat(guarantees.violations()).isEmpty();
 * }</pre>
 *
 * <p>Thread-safe; what it costs does not grow with the number of instances, {@link #atRest} and
 * {@link #reread} aside.
 */
public final class Guarantees {
  private final Timeline timeline;
  private final Scene scene;
  private final List<Check> checks;

  /** What the fleet told with its lock held, under which nothing can be asked of it. */
  private final Queue<Happening> seen = new ConcurrentLinkedQueue<>();

  private final Set<InstanceId> toldSinceRestart = new HashSet<>();
  private long requests;

  private Guarantees(Timeline timeline, Scene scene, List<Check> checks) {
    this.timeline = timeline;
    this.scene = scene;
    this.checks = checks;
  }

  /**
   * Watches a fleet from now on.
   *
   * @param timeline the fleet's; times of violations are counted from its start
   * @param drover the settings below {@code drover}, from which it follows how long things may take
   * @param stored how many events the journal holds of an instance; null: it cannot be asked, so
   *     that less is found out about what was lost
   */
  public static Guarantees of(
      SimulatedFleet fleet,
      Timeline timeline,
      Config drover,
      @Nullable ToLongFunction<InstanceId> stored) {
    Scene scene = new Scene(fleet.truth(), Bounds.from(drover));
    Guarantees guarantees =
        new Guarantees(
            timeline,
            scene,
            List.of(
                new OneRunningCopy(scene),
                new OneOutcome(scene),
                new NoLeaks(scene),
                new TrueRecord(scene),
                new DeclaredTransitions(scene),
                new NothingLost(scene, stored),
                new NoSilence(scene),
                new Isolation(scene),
                new NoFalseAlarm(scene)));
    fleet.watch(guarantees.new Eyes());
    return guarantees;
  }

  /** Has each violation told, to one listener, when it is found. */
  public synchronized void listen(Consumer<Violation> listener) {
    scene.listen(listener);
  }

  /** Drover told something; for {@code Drover.listen}. */
  public synchronized void told(Notice notice) {
    happen(new Happening.Told(notice));
    if (notice instanceof Notice.InstanceRecorded recorded) {
      toldSinceRestart.add(recorded.view().id());
      record(recorded.view());
    }
  }

  private void record(InstanceView view) {
    happen(new Happening.Recorded(scene.keep(view), view));
  }

  /** Puts a request and follows it to its answer. */
  public <T> CompletionStage<T> request(Asked asked, Supplier<? extends CompletionStage<T>> put) {
    long number = put(asked);
    CompletionStage<T> answer = put.get();
    return answer.whenComplete((value, failure) -> answered(number, asked, value, failure));
  }

  private synchronized long put(Asked asked) {
    requests++;
    if (asked.spec() != null) {
      scene.name(asked.instance(), asked.spec().name());
    }
    happen(new Happening.Put(requests, asked));
    return requests;
  }

  private synchronized void answered(
      long number, Asked asked, @Nullable Object value, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Stages.cause(failure);
    if (cause == null) {
      happen(
          new Happening.Accepted(
              number, asked, value instanceof Migration migration ? migration.id() : null));
    } else if (cause instanceof RequestRefusedException refused) {
      happen(new Happening.Refused(number, asked, refused.reason()));
    } else if (cause instanceof OutcomeUnknownException) {
      happen(new Happening.Unknown(number, asked));
    } else {
      happen(new Happening.Failed(number, asked, String.valueOf(cause)));
    }
  }

  /** The same hooks, whose calls it sees. */
  public MigrationHooks watching(MigrationHooks hooks) {
    return new WatchedHooks(hooks, this::hook);
  }

  private synchronized void hook(Happening call) {
    happen(call);
  }

  /** The orchestrator crashed: what it was asked for and has not answered needs no answer. */
  public synchronized void crashed() {
    happen(new Happening.Crashed());
  }

  /** The orchestrator started again. */
  public synchronized void restarted() {
    toldSinceRestart.clear();
    happen(new Happening.Restarted());
  }

  /**
   * After a restart: all instances as it had them when it was asked, which was after {@link
   * #restarted}.
   */
  public synchronized void reread(List<InstanceView> instances) {
    happen(new Happening.Reread(instances));
    instances.stream().filter(view -> !toldSinceRestart.contains(view.id())).forEach(this::record);
  }

  /**
   * A message was processed, or time has passed. To be called often: what was not seen in time is
   * reported later than it was.
   */
  public synchronized void afterEachMessage() {
    Duration now = timeline.elapsed();
    if (!now.equals(scene.now())) {
      happen(new Happening.TimePassed());
    } else if (!seen.isEmpty()) {
      takeSeen();
    }
  }

  /**
   * Nothing is under way any more, and no fault is in effect but of hosts that do not answer: what
   * must hold finally is checked.
   *
   * @param instances all of them, as recorded
   * @param hosts all of them, as the orchestrator sees them
   */
  public synchronized void atRest(List<InstanceView> instances, List<HostView> hosts) {
    happen(new Happening.Quiet(instances, hosts));
  }

  /** What was found so far, in the order in which it was found. */
  public synchronized List<Violation> violations() {
    takeSeen();
    return scene.violations();
  }

  private void happen(Happening happening) {
    takeSeen();
    scene.now(timeline.elapsed());
    tell(happening);
  }

  private void takeSeen() {
    for (Happening one = seen.poll(); one != null; one = seen.poll()) {
      scene.now(timeline.elapsed());
      tell(one);
    }
  }

  private void tell(Happening happening) {
    scene.history().add(scene.now(), happening);
    for (Check check : checks) {
      check.on(happening);
    }
  }

  /** Sees what happens to the fleet. */
  private final class Eyes implements FleetWatcher {
    @Override
    public void guestChanged(InstanceId id, String host, GuestState state, int runningCopies) {
      seen.add(new Happening.GuestChanged(id, host, state, runningCopies));
    }

    @Override
    public void struck(
        Fault fault, @Nullable Call call, @Nullable String host, List<InstanceId> about) {
      seen.add(new Happening.Struck(fault, call, host, about));
    }

    @Override
    public void healed(Fault fault) {
      seen.add(new Happening.Healed(fault));
    }
  }
}
