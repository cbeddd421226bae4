package io.drover.scenario;

import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.model.HookKind;
import io.drover.model.HookState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** In which stretch each migration is, which faults can be tied to. */
final class Phases {

  private final Map<MigrationId, MigrationPhase> told = new HashMap<>();
  private final Map<InstanceId, MigrationPhase> present = new HashMap<>();
  private final Listener listener;

  /** Is told when a migration enters a phase. */
  interface Listener {
    void entered(MigrationPhase phase, MigrationView migration);
  }

  Phases(Listener listener) {
    this.listener = listener;
  }

  /** Something was recorded of an instance. */
  void take(InstanceView view) {
    present.remove(view.id());
    for (MigrationView migration : view.migrations()) {
      Optional<MigrationPhase> phase = of(migration);
      phase.ifPresent(now -> present.put(view.id(), now));
      if (phase.isPresent() && told.put(migration.id(), phase.get()) != phase.get()) {
        listener.entered(phase.get(), migration);
      }
    }
  }

  /** The phase of an instance's migration at present. */
  Optional<MigrationPhase> of(InstanceId instance) {
    return Optional.ofNullable(present.get(instance));
  }

  /** The phase of a migration; empty before it is queued and after its hook. */
  static Optional<MigrationPhase> of(MigrationView migration) {
    HookKind hook = migration.hook();
    if (hook != null) {
      return migration.hookState() == HookState.PENDING
          ? Optional.of(hook == HookKind.POST ? MigrationPhase.POST : MigrationPhase.RECOVER)
          : Optional.empty();
    }
    return switch (migration.status()) {
      case QUEUED -> Optional.of(MigrationPhase.QUEUED);
      case PREPARING -> Optional.of(MigrationPhase.PREPARING);
      case RUNNING, RUNNING_POST_COPY -> Optional.of(MigrationPhase.RUNNING);
      case ACCEPTED, COMPLETED, FAILED, CANCELLED, ERROR -> Optional.empty();
    };
  }
}
