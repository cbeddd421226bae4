package io.drover.testing;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Hypervisor;
import io.drover.model.InstanceId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Connections to a host that do more than they are asked, or tell another truth. */
public final class TamperedHypervisor {

  private TamperedHypervisor() {}

  /** Does something with the arguments before each call of this name. */
  public static Hypervisor before(Hypervisor real, String call, Consumer<Object[]> defect) {
    return around(
        (method, arguments) -> {
          if (method.getName().equals(call)) {
            defect.accept(arguments);
          }
          return invoke(real, method, arguments);
        });
  }

  /** Answers each call of this name with something else. */
  public static Hypervisor instead(
      Hypervisor real, String call, Function<Object[], CompletionStage<?>> defect) {
    return around(
        (method, arguments) ->
            method.getName().equals(call)
                ? defect.apply(arguments)
                : invoke(real, method, arguments));
  }

  /** Tells of every guest what {@code defect} makes of it. */
  @SuppressWarnings("unchecked") // What look and list return is known.
  public static Hypervisor evidence(Hypervisor real, UnaryOperator<GuestEvidence> defect) {
    return around(
        (method, arguments) -> {
          Object answer = invoke(real, method, arguments);
          if (method.getName().equals("look")) {
            return ((CompletionStage<Map<InstanceId, GuestEvidence>>) answer)
                .thenApply(
                    seen -> {
                      Map<InstanceId, GuestEvidence> told = new TreeMap<>();
                      seen.forEach((id, evidence) -> told.put(id, defect.apply(evidence)));
                      return told;
                    });
          } else if (method.getName().equals("list")) {
            return ((CompletionStage<List<GuestEvidence>>) answer)
                .thenApply(seen -> seen.stream().map(defect).toList());
          }
          return answer;
        });
  }

  private interface Around {
    Object call(Method method, Object[] arguments);
  }

  private static Hypervisor around(Around around) {
    return (Hypervisor)
        Proxy.newProxyInstance(
            Hypervisor.class.getClassLoader(),
            new Class<?>[] {Hypervisor.class},
            (proxy, method, arguments) ->
                around.call(method, arguments == null ? new Object[0] : arguments));
  }

  private static Object invoke(Hypervisor real, Method method, Object[] arguments) {
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
