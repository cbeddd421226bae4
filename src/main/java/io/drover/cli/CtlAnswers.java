package io.drover.cli;

import io.drover.control.Answer;
import io.drover.control.Verb;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.OneLine;
import java.io.PrintWriter;
import java.util.OptionalInt;

/** Tells the answers of a Drover to a person, and what they mean for the exit status. */
class CtlAnswers {
  private final Verb verb;
  private final String subject;
  private final boolean waits;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * For the answers to one request.
   *
   * @param subject what it is about
   * @param waits whether it asked for the end, too
   */
  CtlAnswers(Verb verb, String subject, boolean waits, PrintWriter out, PrintWriter err) {
    this.verb = verb;
    this.subject = OneLine.of(subject);
    this.waits = waits;
    this.out = out;
    this.err = err;
  }

  /** Tells an answer; the exit status if it was the last one. */
  OptionalInt take(Answer answer) {
    if (answer instanceof Answer.Accepted accepted) {
      tell(accepted(accepted));
      return waits ? OptionalInt.empty() : OptionalInt.of(ExitStatus.OK);
    } else if (answer instanceof Answer.Ended ended) {
      return ended(ended);
    } else if (answer instanceof Answer.Refused refused) {
      return fail("refused, %s: %s".formatted(refused.reason().label(), refused.sentence()));
    } else if (answer instanceof Answer.Failed failed) {
      return fail(failed.sentence());
    } else if (answer instanceof Answer.Done) {
      tell("%s %s: done%n".formatted(verb.label(), subject));
    } else if (answer instanceof Answer.One one) {
      tell(InstanceText.of(one.instance()));
    } else if (answer instanceof Answer.Instances all) {
      tell(all.instances().isEmpty() ? "no instances\n" : InstanceTable.of(all.instances()));
    } else if (answer instanceof Answer.Hosts all) {
      tell(HostTable.of(all.hosts()));
    }
    return OptionalInt.of(ExitStatus.OK);
  }

  private String accepted(Answer.Accepted accepted) {
    return accepted.migration() == null
        ? "%s %s: accepted, instance %s%n".formatted(verb.label(), subject, accepted.instance())
        : "%s %s: accepted, migration %s%n".formatted(verb.label(), subject, accepted.migration());
  }

  private OptionalInt ended(Answer.Ended ended) {
    MigrationView migration = ended.migration();
    String text =
        migration == null
            ? state(ended.instance())
            : "from %s, now %s"
                .formatted(InstanceTable.migration(migration), state(ended.instance()));
    if (!ended.ok()) {
      return fail(text);
    }
    tell("%s %s: %s%n".formatted(verb.label(), subject, text));
    return OptionalInt.of(ExitStatus.OK);
  }

  private static String state(InstanceView view) {
    return "%s on %s, power %s%s"
        .formatted(
            view.vmState().label(),
            view.host(),
            view.powerState().label(),
            view.fault() == null ? "" : ", fault " + view.fault().label());
  }

  private void tell(String text) {
    out.print(text);
    out.flush();
  }

  /** Tells a person why it did not work. */
  final OptionalInt fail(String sentence) {
    err.println("drover ctl %s: %s: %s".formatted(verb.label(), subject, OneLine.of(sentence)));
    err.flush();
    return OptionalInt.of(ExitStatus.FAILED);
  }
}
