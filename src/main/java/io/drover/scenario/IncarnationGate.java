package io.drover.scenario;

import io.drover.simulation.VirtualSystem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;

/**
 * Puts the life of one orchestrator between it and a port to a host: every call passes only while
 * it lives, and so does every answer.
 */
final class IncarnationGate {

  private final VirtualSystem incarnation;

  IncarnationGate(VirtualSystem incarnation) {
    this.incarnation = incarnation;
  }

  /** The same port behind the gate. */
  <T> T around(Class<T> port, T real) {
    Object gated =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) ->
                method.getReturnType() == CompletionStage.class
                    ? incarnation.call(() -> (CompletionStage<?>) call(real, method, arguments))
                    : call(real, method, arguments));
    return port.cast(gated);
  }

  private static Object call(Object real, Method method, Object[] arguments) {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
