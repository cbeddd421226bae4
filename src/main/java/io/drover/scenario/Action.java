package io.drover.scenario;

import io.drover.model.HostOrder;
import io.drover.model.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a step does. */
public sealed interface Action {

  /** The action as a user would say it. */
  String text();

  /**
   * Asks Drover for an operation. Over when Drover has answered, not when the operation has ended.
   *
   * @param verb what is asked for
   * @param target for which instances
   * @param hard of a reboot: by the reset button
   * @param host of a live migration: where to; of a resolution: where the guest runs
   * @param blockMigration of a live migration: whether local disks are copied too
   * @param fenced of a resolution: whether the copy on the other host is said to be unable to run
   * @param as of a live migration: the name that the scenario gives it
   * @param refused the refusal that is expected; null: none in particular
   * @param orRefused whether a refusal is as good as acceptance
   */
  record Request(
      Verb verb,
      Target target,
      boolean hard,
      @Nullable String host,
      boolean blockMigration,
      boolean fenced,
      @Nullable String as,
      @Nullable Refusal refused,
      boolean orRefused)
      implements Action {

    @Override
    public String text() {
      String text = (hard ? "hard " : "") + verb.label() + " " + target.name();
      if (host != null) {
        text += (verb == Verb.RESOLVE ? " to run on " : " to ") + host;
      }
      return text
          + (blockMigration ? " with its disks" : "")
          + (fenced ? ", its other copy fenced" : "")
          + (refused == null ? "" : ", to be refused: " + refused.label())
          + (orRefused ? ", or refused" : "");
    }
  }

  /**
   * Says something of a host, as an operator would. Over when Drover has answered.
   *
   * @param host which host, or {@link Target#ALL}
   * @param reason why; empty where none is needed
   * @param refused the refusal that is expected; null: none
   * @param orRefused whether a refusal is as good as acceptance
   */
  record OfHost(
      HostOrder order, String host, String reason, @Nullable Refusal refused, boolean orRefused)
      implements Action {

    @Override
    public String text() {
      return order.label()
          + " "
          + host
          + (reason.isEmpty() ? "" : ": " + reason)
          + (refused == null ? "" : ", to be refused: " + refused.label())
          + (orRefused ? ", or refused" : "");
    }
  }

  /** Waits until the instances are at rest, at most {@code within}. */
  record Await(Target target, Duration within) implements Action {

    @Override
    public String text() {
      return "await " + target.name() + ", at most " + Durations.words(within);
    }
  }

  /** Lets time pass. */
  record Sleep(Duration duration) implements Action {

    @Override
    public String text() {
      return "sleep " + Durations.words(duration);
    }
  }

  /** Declares a fault; {@code as} is the name that the scenario gives it. */
  record InjectFault(FaultSpec fault, @Nullable String as) implements Action {

    @Override
    public String text() {
      return "fault " + fault.text() + (as == null ? "" : ", as " + as);
    }
  }

  /** Ends faults. */
  record Heal(HealSelector selector) implements Action {

    @Override
    public String text() {
      return "heal " + selector.text();
    }
  }

  /**
   * Ends the orchestrator as a killed process would end.
   *
   * @param afterMessages after how many further messages, in whatever step that is; null: at once
   */
  record Crash(@Nullable Integer afterMessages) implements Action {

    @Override
    public String text() {
      return "crash the orchestrator"
          + (afterMessages == null ? "" : " after " + afterMessages + " messages");
    }
  }

  /** Starts the orchestrator anew on what it had recorded; a crash to come comes before that. */
  record Restart() implements Action {

    @Override
    public String text() {
      return "restart the orchestrator";
    }
  }

  /**
   * Compares what is with what should be: once, or, with {@code within}, after each event until it
   * holds or that time has passed.
   */
  record Expect(Expectation expectation, @Nullable Duration within) implements Action {

    @Override
    public String text() {
      return "expect "
          + expectation.text()
          + (within == null ? "" : ", within " + Durations.words(within));
    }
  }
}
