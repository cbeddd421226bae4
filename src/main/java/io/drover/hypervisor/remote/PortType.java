package io.drover.hypervisor.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A port as it travels. Every method of its interface that returns a stage is a call under its
 * name, with the types that the interface declares, so that a method added there is carried too.
 *
 * @param <T> the interface
 */
public final class PortType<T> {

  private final String name;
  private final Class<T> type;
  private final JsonMapper mapper;
  private final Map<String, Call> calls = new TreeMap<>();

  private record Call(Method method, List<JavaType> parameters, JavaType result) {}

  /** Makes the calls of a proxy. */
  interface Caller {
    <R> CompletionStage<R> call(String port, String method, List<JsonNode> arguments, Reader<R> as);
  }

  /** Reads the answer to a call. */
  interface Reader<R> {
    R read(JsonNode value) throws JsonProcessingException;
  }

  /**
   * A port under the name that its calls carry.
   *
   * @throws IllegalArgumentException when two of its calls have one name
   */
  public PortType(String name, Class<T> type, Wire wire) {
    this.name = name;
    this.type = type;
    mapper = wire.mapper();
    for (Method method : type.getMethods()) {
      if (method.getReturnType() == CompletionStage.class
          && calls.put(method.getName(), call(method)) != null) {
        throw new IllegalArgumentException("two calls have one name: " + method);
      }
    }
  }

  private Call call(Method method) {
    Type result = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
    return new Call(
        method,
        Arrays.stream(method.getGenericParameterTypes()).map(mapper::constructType).toList(),
        mapper.constructType(result));
  }

  String name() {
    return name;
  }

  /** Carries out a call; refuses one that there is not with an {@link IllegalArgumentException}. */
  CompletionStage<JsonNode> carryOut(T port, String method, List<JsonNode> arguments) {
    Call call = calls.get(method);
    if (call == null || call.parameters().size() != arguments.size()) {
      throw new IllegalArgumentException(
          "%s has no call %s with %d arguments".formatted(name, method, arguments.size()));
    }
    List<Object> values = new ArrayList<>();
    try {
      for (int i = 0; i < arguments.size(); i++) {
        values.add(mapper.treeToValue(arguments.get(i), call.parameters().get(i)));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s.%s: %s".formatted(name, method, e.getOriginalMessage()), e);
    }
    return ((CompletionStage<?>) invoke(call.method(), port, values.toArray()))
        .thenApply(mapper::<JsonNode>valueToTree);
  }

  /**
   * The port from here.
   *
   * @param caller makes its calls
   * @param own what is done here instead, by the names of the methods
   */
  T proxy(Caller caller, Map<String, Supplier<@Nullable Object>> own) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Supplier<@Nullable Object> here = own.get(method.getName());
          if (here != null) {
            return here.get();
          } else if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments, caller);
          }
          Call call = calls.get(method.getName());
          return call == null
              ? InvocationHandler.invokeDefault(proxy, method, arguments)
              : caller.call(
                  name,
                  method.getName(),
                  trees(arguments),
                  value -> mapper.treeToValue(value, call.result()));
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private List<JsonNode> trees(@Nullable Object @Nullable [] arguments) {
    return arguments == null
        ? List.of()
        : Arrays.stream(arguments).map(mapper::<JsonNode>valueToTree).toList();
  }

  private Object ofObject(Object proxy, Method method, Object[] arguments, Caller caller) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> name + " of " + caller;
    };
  }

  private static Object invoke(Method method, Object target, Object[] arguments) {
    try {
      return method.invoke(target, arguments);
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
