package io.drover.scenario;

import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.testkit.HostTruth;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that expectations are compared with, at one moment: what the orchestrator has recorded, and
 * what is really there.
 */
interface Facts {

  /** An instance as recorded; of a name that was used again, the latest. */
  Optional<InstanceView> instance(String name);

  /** The migration that is meant. */
  Optional<MigrationView> migration(MigrationReference reference);

  /** On how many hosts the processors of this instance may run now; empty: nobody can tell. */
  OptionalInt runningCopies(String instance);

  /** A host as the orchestrator sees it. */
  Optional<HostView> host(String name);

  /** A host as it is. */
  Optional<HostTruth> truth(String host);

  /** The name of an instance; an id that none of the scenario has stands for itself. */
  String nameOf(InstanceId id);

  /** What the hooks of a migration have counted. */
  HookCounts hooks(MigrationId migration);

  /** What is there and should not be, or should be and is not, a sentence each. */
  List<String> leaks();

  /** Each guarantee that was violated so far, a sentence each. */
  List<String> violations();
}
