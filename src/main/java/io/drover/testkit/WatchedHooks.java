package io.drover.testkit;

import io.drover.migration.MigrationHooks;
import io.drover.model.HookKind;
import io.drover.model.MigrationView;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Hooks whose calls and their ends are told. */
record WatchedHooks(MigrationHooks hooks, Consumer<Happening> told) implements MigrationHooks {

  @Override
  public CompletionStage<?> post(MigrationView migration) {
    told.accept(new Happening.HookCalled(HookKind.POST, migration));
    return ended(HookKind.POST, migration, hooks.post(migration));
  }

  @Override
  public CompletionStage<?> recover(MigrationView migration) {
    told.accept(new Happening.HookCalled(HookKind.RECOVER, migration));
    return ended(HookKind.RECOVER, migration, hooks.recover(migration));
  }

  private <T> CompletionStage<T> ended(
      HookKind hook, MigrationView migration, CompletionStage<T> call) {
    return call.whenComplete(
        (value, failure) -> told.accept(new Happening.HookEnded(hook, migration, failure == null)));
  }
}
