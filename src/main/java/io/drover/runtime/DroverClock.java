package io.drover.runtime;

import com.typesafe.config.Config;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * The one place where actors read the time, so that the same code runs in real time, on virtual
 * time and by hand. Which clock a system has is its setting {@code drover.clock}.
 */
public abstract class DroverClock implements Extension {

  /** The wall clock: for what people read, never for measuring. */
  public abstract Instant now();

  /** Monotonic time since some fixed moment of this clock: for deadlines and durations. */
  public abstract Duration elapsed();

  /**
   * The clock of a system.
   *
   * @throws IllegalArgumentException when {@code drover.clock} names no usable clock
   */
  public static DroverClock get(ActorSystem<?> system) {
    return Id.INSTANCE.apply(system);
  }

  private static final class Id extends ExtensionId<DroverClock> {

    private static final Id INSTANCE = new Id();

    /** Named, not imported: the simulation depends on this package, not the other way round. */
    private static final String VIRTUAL = "io.drover.simulation.VirtualClock";

    @Override
    public DroverClock createExtension(ActorSystem<?> system) {
      Config config = system.settings().config();
      String clock = config.getString("drover.clock");
      return switch (clock) {
        case "real" -> new RealClock();
        case "virtual" -> instantiate(VIRTUAL, system);
        default -> instantiate(clock, system);
      };
    }

    private static DroverClock instantiate(String className, ActorSystem<?> system) {
      try {
        return Class.forName(className, true, system.dynamicAccess().classLoader())
            .asSubclass(DroverClock.class)
            .getConstructor(ActorSystem.class)
            .newInstance(system);
      } catch (InvocationTargetException e) {
        throw unusable(className, e.getCause() == null ? e : e.getCause());
      } catch (ReflectiveOperationException | ClassCastException e) {
        throw unusable(className, e);
      }
    }

    private static IllegalArgumentException unusable(String className, Throwable cause) {
      return new IllegalArgumentException(
          "drover.clock must be real, virtual or a subclass of DroverClock with a public constructor"
              + " that takes an ActorSystem<?>, not "
              + className,
          cause);
    }
  }
}
