package io.drover.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * Whether this process is the one that acts, or whether another may have taken its place while it
 * was paused or cut off from its store. Asked before every effect on a host and before every hook.
 * It is held as long as nobody raises a doubt. Thread-safe, never blocks.
 */
public final class Mandate implements Extension {
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private volatile Supplier<Optional<String>> doubt = Optional::empty;

  private Mandate() {}

  /** The mandate of what runs in this system. */
  public static Mandate get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  /** Why this process may not act at this moment; empty when it may. */
  public Optional<String> refusal() {
    return lost.isDone() ? Optional.of(lost.getNow("")) : doubt.get();
  }

  /**
   * Lets nothing happen without the mandate.
   *
   * @throws NoMandateException when this process may not act
   */
  public void check() {
    refusal()
        .ifPresent(
            why -> {
              throw new NoMandateException(why);
            });
  }

  /** From now on it is held only while this says nothing against it; it must not block. */
  public void dependOn(Supplier<Optional<String>> newDoubt) {
    doubt = newDoubt;
  }

  /** It is lost for good: another process has it. */
  public void lose(String why) {
    lost.complete(why);
  }

  /** Completes with the reason when it is lost for good. */
  public CompletionStage<String> lost() {
    return lost.minimalCompletionStage();
  }

  private static final class Id extends ExtensionId<Mandate> {
    private static final Id INSTANCE = new Id();

    @Override
    public Mandate createExtension(ActorSystem<?> system) {
      return new Mandate();
    }
  }
}
