package io.drover.hypervisor.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.command.ProcessExecutionException;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.JobInfo;
import io.drover.network.VifPlugger;
import io.drover.socket.SocketFile;
import io.drover.socket.SocketLoop;
import io.drover.storage.VolumeConnector;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of the ports arrives as it was made, and comes back as it ended. */
class RemotePortsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  private final Queue<List<Object>> made = new ConcurrentLinkedQueue<>();
  private Function<Type, CompletionStage<?>> answers =
      type -> CompletableFuture.completedStage(Samples.of(type));
  private final SocketFile file;
  private final SocketLoop loop;
  private final RemoteHost host;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  RemotePortsTest(@TempDir Path folder) throws IOException {
    file = SocketFile.claim(folder.resolve("own/socket"));
    loop = SocketLoop.start("test");
    Wire wire = new Wire();
    PortServer.start(
        file,
        loop,
        wire,
        target ->
            target.equals("hv1")
                ? Optional.of(
                    Offer.host(
                        recorder(Hypervisor.class),
                        recorder(VifPlugger.class),
                        recorder(VolumeConnector.class),
                        wire))
                : Optional.empty(),
        KIT.system());
    host = new RemoteHost("hv1", file.path(), loop, () -> {});
  }

  @AfterEach
  void stop() throws IOException {
    loop.close();
    file.close();
  }

  private <T> T recorder(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              if (method.getReturnType() == CompletionStage.class) {
                made.add(call(method, arguments));
                return answers.apply(result(method));
              }
              return method.getName().equals("events") ? Source.empty() : null;
            }));
  }

  private static List<Object> call(Method method, Object[] arguments) {
    return Stream.concat(
            Stream.of(method.toString()),
            arguments == null ? Stream.empty() : Arrays.stream(arguments))
        .toList();
  }

  private static Type result(Method method) {
    return ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
  }

  static Stream<Method> calls() {
    return methods().filter(method -> method.getReturnType() == CompletionStage.class);
  }

  private static Stream<Method> methods() {
    return Stream.of(Hypervisor.class, VifPlugger.class, VolumeConnector.class)
        .flatMap(port -> Arrays.stream(port.getMethods()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  @Test
  void whatIsNoCallIsDoneWithoutTheHost() {
    assertThat(methods().filter(method -> method.getReturnType() != CompletionStage.class))
        .extracting(Method::getName)
        .containsExactlyInAnyOrder("events", "close", "makesLocalDisks", "guard", "guard", "guard");
    assertThat(host.volumeConnector().makesLocalDisks()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyCallIsCarriedWithItsArgumentsAndItsResult(Method method) throws Exception {
    join(host.hypervisor().connect());
    made.clear();
    Object[] arguments =
        Arrays.stream(method.getGenericParameterTypes()).map(Samples::of).toArray();

    Object answer = join(make(method, arguments));

    assertThat(made).containsExactly(call(method, arguments));
    assertThat(answer).isEqualTo(Samples.of(result(method)));
  }

  private CompletionStage<?> make(Method method, Object[] arguments)
      throws IllegalAccessException, InvocationTargetException {
    Object port =
        Stream.<Object>of(host.hypervisor(), host.vifPlugger(), host.volumeConnector())
            .filter(method.getDeclaringClass()::isInstance)
            .findFirst()
            .orElseThrow();
    return (CompletionStage<?>) method.invoke(port, arguments);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void nothingIsAnAnswerToo() {
    join(host.hypervisor().connect());
    answers = type -> CompletableFuture.completedStage(Optional.<JobInfo>empty());

    assertThat(join(host.hypervisor().jobInfo(Samples.ID))).isEmpty();
  }

  static Stream<RuntimeException> failures() {
    return Stream.concat(
        Arrays.stream(Kind.values()).map(kind -> new HypervisorException(kind, "it is so")),
        Stream.of(
            new ProcessExecutionException("ip link add", 2, "File exists"),
            new IllegalArgumentException("no")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureKeepsWhatItSays(RuntimeException failure) {
    join(host.hypervisor().connect());
    answers = type -> CompletableFuture.failedStage(failure);

    Throwable told = failure(host.vifPlugger().plug(Samples.ID, List.of()));

    assertThat(told).hasSameClassAs(failure).hasMessage(failure.getMessage());
    assertThat(Failure.of(told)).isEqualTo(Failure.of(failure));
  }

  @Test
  void ofAnyOtherFailureTheEffectIsUnknown() {
    join(host.hypervisor().connect());
    answers =
        type -> {
          throw new IllegalStateException("a bug");
        };

    assertThat(failure(host.hypervisor().ping()))
        .isInstanceOfSatisfying(
            HypervisorException.class,
            told -> {
              assertThat(told.kind()).isEqualTo(Kind.FAILED);
              assertThat(told).hasMessage("a bug");
            });
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return stage.handle((value, failure) -> unwrapped(failure)).toCompletableFuture().join();
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  // Who may speak.

  @Test
  void whatIsNotServedIsRefused() {
    RemoteHost unknown = new RemoteHost("hv9", file.path(), loop, () -> {});

    assertUnreachable(unknown.hypervisor().connect(), "there is no hv9 here");
  }

  @Test
  void anotherVersionIsRefused() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Wire wire = new Wire();
    loop.connect(file.path(), Wire.LARGEST_FRAME, new FirstWord(answer))
        .send(wire.frame(new Message.Hello(2, "hv1")));

    assertThat(answer.join()).contains("refused", "version 1 is spoken here, not 2");
  }

  @Test
  void whoBeginsWithoutAHelloIsRefused() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Wire wire = new Wire();
    loop.connect(file.path(), Wire.LARGEST_FRAME, new FirstWord(answer))
        .send(wire.frame(new Message.Call(1, "hypervisor", "ping", List.of())));

    assertThat(answer.join()).contains("refused", "a connection begins with a hello");
    assertThat(made).isEmpty();
  }

  @Test
  void beforeItIsConnectedAndAfterItWasClosedNothingIsAsked() {
    assertUnreachable(host.hypervisor().ping(), "hv1 is not connected");
    assertUnreachable(host.vifPlugger().plug(Samples.ID, List.of()), "hv1 is not connected");
    join(host.hypervisor().connect());
    made.clear();

    host.hypervisor().close();

    assertUnreachable(host.hypervisor().ping(), "hv1 is closed");
    assertUnreachable(host.hypervisor().connect(), "hv1 is closed");
    assertThat(made).isEmpty();
  }

  @Test
  void aPortCanBeAPartOfAValue() {
    Hypervisor hypervisor = host.hypervisor();

    assertThat(List.of(hypervisor)).contains(hypervisor).doesNotContain(host.hypervisor());
    assertThat(Set.of(hypervisor)).contains(hypervisor);
    assertThat(hypervisor).hasToString("hypervisor of hv1");
  }

  @Test
  void twoCallsOfOneNameCannotBeTold() {
    assertThatThrownBy(() -> new PortType<>("bad", Overloaded.class, new Wire()))
        .hasMessageStartingWith("two calls have one name");
  }

  interface Overloaded {
    CompletionStage<String> ask();

    CompletionStage<String> ask(String what);
  }

  private static void assertUnreachable(CompletionStage<?> call, String why) {
    assertThat(failure(call))
        .isInstanceOfSatisfying(
            HypervisorException.class, told -> assertThat(told.kind()).isEqualTo(Kind.UNREACHABLE))
        .hasMessageContaining(why);
  }
}
