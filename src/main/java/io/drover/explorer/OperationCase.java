package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.Target;
import io.drover.scenario.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation whose every step is tried with every fault.
 *
 * @param name what people call it
 * @param before what brings the fleet to where it is asked for
 * @param steps what is asked for
 * @param guest how busy the instance is, and what may be done about it
 */
record OperationCase(String name, List<Action> before, List<Action> steps, Guest guest) {

  /** How the instance's memory changes while it is moved. */
  enum Guest {
    /** Slower than it can be sent. */
    CALM,
    /** Faster than it can be sent, so that a transfer ends only when it is forced to. */
    BUSY,
    /** Just as fast, and post-copy is allowed. */
    BUSY_IN_POST_COPY
  }

  /** The instance that the operation is about. */
  static final String GUEST = "web-1";

  /** Another one that leaves the same host first, so that there is a queue. */
  static final String OTHER = "web-2";

  static final String SOURCE = "hv1";
  static final String DESTINATION = "hv2";

  /** Every operation, in the order in which they are told. */
  static List<OperationCase> all() {
    List<OperationCase> all = new ArrayList<>();
    all.add(of("boot", List.of(), ask(Verb.BOOT)));
    all.add(of("start", after(Verb.STOP), ask(Verb.START)));
    all.add(of("stop", booted(), ask(Verb.STOP)));
    all.add(of("soft reboot", booted(), Steps.reboot(GUEST, false)));
    all.add(of("hard reboot", booted(), Steps.reboot(GUEST, true)));
    all.add(of("pause", booted(), ask(Verb.PAUSE)));
    all.add(of("unpause", after(Verb.PAUSE), ask(Verb.UNPAUSE)));
    all.add(of("suspend", booted(), ask(Verb.SUSPEND)));
    all.add(of("resume", after(Verb.SUSPEND), ask(Verb.RESUME)));
    all.add(of("live migration", booted(), migrate()));
    all.add(of("abort while queued", queueing(), migrate(), sleep(5), abort()));
    all.add(of("abort while preparing", booted(), migrate(), sleep(15), abort()));
    all.add(of("abort while running", booted(), migrate(), sleep(500), abort()));
    all.add(of("abort after the outcome", slowHook(), migrate(), sleep(6_000), abort()));
    all.add(forced("force-complete by a pause", Guest.BUSY));
    all.add(forced("force-complete by post-copy", Guest.BUSY_IN_POST_COPY));
    all.add(of("delete", booted(), ask(Verb.DELETE)));
    all.add(of("delete during migration", booted(), migrate(), sleep(500), ask(Verb.DELETE)));
    return List.copyOf(all);
  }

  private static OperationCase of(String name, List<Action> before, Action... steps) {
    return new OperationCase(name, before, List.of(steps), Guest.CALM);
  }

  private static OperationCase forced(String name, Guest guest) {
    List<Action> steps = List.of(migrate(), sleep(2_000), ask(Verb.FORCE_COMPLETE_MIGRATION));
    return new OperationCase(name, booted(), steps, guest);
  }

  private static List<Action> booted() {
    return List.of(ask(Verb.BOOT), atRest(GUEST));
  }

  private static List<Action> after(Verb verb) {
    return List.of(ask(Verb.BOOT), atRest(GUEST), ask(verb), atRest(GUEST));
  }

  /** The one slot of the source is taken by another instance's migration. */
  private static List<Action> queueing() {
    return List.of(
        Steps.request(Verb.BOOT, Target.ALL),
        atRest(Target.ALL),
        Steps.migrate(OTHER, DESTINATION, false));
  }

  /** The hook that follows a migration takes its time. */
  private static List<Action> slowHook() {
    FaultSpec slow =
        new FaultSpec(
            FaultKind.SLOW,
            Call.POST_HOOK,
            null,
            null,
            List.of(),
            null,
            0,
            Duration.ofSeconds(8),
            null);
    return List.of(ask(Verb.BOOT), atRest(GUEST), new Action.InjectFault(slow, null));
  }

  private static Action ask(Verb verb) {
    return Steps.request(verb, GUEST);
  }

  private static Action migrate() {
    return Steps.migrate(GUEST, DESTINATION, false);
  }

  private static Action abort() {
    return ask(Verb.ABORT_MIGRATION);
  }

  private static Action atRest(String target) {
    return new Action.Await(new Target(target), Duration.ofMinutes(1));
  }

  private static Action sleep(int millis) {
    return new Action.Sleep(Duration.ofMillis(millis));
  }
}
