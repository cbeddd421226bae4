package io.drover;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.instance.InstanceTransitions;
import io.drover.migration.MigrationTransitions;
import io.drover.model.HookState;
import io.drover.model.TaskState;
import io.drover.model.Transition;
import io.drover.testing.StateDiagram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The diagrams in the documentation are those of the tables. */
class StatesDocumentTest {
  private static final Path DOCUMENT = Path.of("src/doc/states.md");
  private static final String WRITE = "drover.write-states";
  private static final String COMMAND =
      "mvn -q test -Dtest=StatesDocumentTest -D" + WRITE + "=true";

  private static final String TEXT =
      """
      # States

      Made from the tables `InstanceTransitions` and `MigrationTransitions`; written anew by
      `%s`.
      What is not drawn here never happens: the checkers of `io.drover.testkit` report it.

      ## Vm state

      What an instance is when nothing is being done to it: Nova's vm_state. At each arrow stands the
      task during which, or the event with which, it changes. An operation that fails leaves the
      instance as its guest is found to be; a guest that runs is never marked error.

      %s

      ## Task state

      What is being done to an instance at the moment: Nova's task_state. There is one task at a time;
      only a hard reboot and a deletion take the place of another one. A boot that is taken up after a
      crash goes back to the parts of which it cannot know that they are done.

      %s

      ## Live migration

      The status of a migration: Nova's Migration.status. With the decision where the guest is, its
      location is committed and one hook, post or recover, is chosen and pending; what is not needed any
      more is released then, and the terminal status follows.

      %s

      The hook runs when the status is terminal, until it succeeds or is given up.

      %s

      ## The table of instances

      Vm state and task state; a state without a task is idle.

      %s

      ## The table of migrations

      %s
      """;

  private static String document() {
    return TEXT.formatted(
        COMMAND,
        StateDiagram.mermaid(
            InstanceTransitions.TABLE,
            state -> state.vmState().label(),
            StatesDocumentTest::during),
        StateDiagram.mermaid(
            InstanceTransitions.TABLE, state -> state.taskState().label(), Transition::on),
        StateDiagram.mermaid(MigrationTransitions.TABLE, StatesDocumentTest::phase, Transition::on),
        StateDiagram.mermaid(
            MigrationTransitions.TABLE, state -> state.hook().label(), Transition::on),
        StateDiagram.markdown(InstanceTransitions.TABLE),
        StateDiagram.markdown(MigrationTransitions.TABLE));
  }

  private static String during(Transition<InstanceTransitions.State> row) {
    TaskState task = row.from().taskState();
    return task == TaskState.NONE ? row.on() : task.label();
  }

  /** A status, and whether it is decided already where the guest is. */
  private static String phase(MigrationTransitions.State state) {
    return state.status().terminal() || state.hook() == HookState.NONE
        ? state.status().label()
        : state.status().label() + ", decided";
  }

  @Test
  void theDiagramsInTheDocumentationAreThoseOfTheTables() throws IOException {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(DOCUMENT, document());
    }

    assertThat(DOCUMENT).as("the diagrams; written anew by: " + COMMAND).hasContent(document());
  }
}
