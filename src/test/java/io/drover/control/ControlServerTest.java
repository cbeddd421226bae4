package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.model.HostState;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.runtime.Timeline;
import io.drover.testing.CapturedLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket and its clients, with an application behind it that does what the test says. */
@Timeout(60)
class ControlServerTest {
  private static final ControlSettings SETTINGS = new ControlSettings(2, 512, 3, 4);
  private static final Arguments NONE = new Arguments.None();

  @TempDir private Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();

  private record Taken(String user, Request request, Replies replies) {}

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  // The file.

  @Test
  void theSocketAndItsFolderAreTheirOwnersOnly() throws Exception {
    Path path = folder.resolve("of/drover/drover.sock");
    open.add(ControlServer.listen(path, SETTINGS));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("of/drover"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aSecondServerIsRefusedAndHarmsNobody() throws Exception {
    Path path = path();
    serve(path);

    assertThatThrownBy(() -> ControlServer.listen(path, SETTINGS))
        .isInstanceOf(SocketUnusableException.class)
        .hasMessageContaining(path.toString());
    answers(connect(path));
  }

  @Test
  void whatADeadProcessLeftIsReplaced() throws Exception {
    Path path = path();
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();

    serve(path);

    answers(connect(path));
  }

  @Test
  void theSocketIsGoneWithItsServer() throws Exception {
    Path path = path();
    ControlServer server = serve(path);
    ControlClient client = connect(path);
    answers(client);

    server.close();

    assertThat(client.line()).isNull();
    assertThat(path).doesNotExist();
    assertThatThrownBy(() -> ControlClient.connect(path))
        .hasMessageStartingWith("no Drover serves at " + path);
  }

  // Clients.

  @Test
  void clientsAreServedWhileOthersWait() throws Exception {
    Path path = path();
    serve(path);
    ControlClient first = connect(path);
    ControlClient second = connect(path);
    first.send(Request.of("slow", Verb.HOSTS, NONE));
    Taken slow = next();

    second.send(Request.of("quick", Verb.HOSTS, NONE));
    Taken quick = next();
    quick.replies().answer(new Answer.Done());
    assertThat(second.line()).isEqualTo(Protocol.line("quick", new Answer.Done()));

    slow.replies().answer(new Answer.Done());
    assertThat(first.line()).isEqualTo(Protocol.line("slow", new Answer.Done()));
    assertThat(slow.user()).isEqualTo(System.getProperty("user.name"));
  }

  @Test
  void nonsenseIsAnsweredAndTheConnectionGoesOn() throws Exception {
    Path path = path();
    serve(path);
    ControlClient client = connect(path);

    client.sendLine("what?");
    client.sendLine("");
    client.sendLine("x".repeat(100_000));
    client.sendLine("{\"version\":1,\"id\":\"7\",\"verb\":\"bot\"}");

    assertRefused(client, "", "it is not JSON: ");
    assertRefused(client, "", "a line may have 512 bytes at most");
    assertRefused(client, "7", "there is no verb 'bot'; there are boot, ");
    answers(client);
  }

  @Test
  void whatAClientSendsCannotForgeALineOfTheRecord() throws Exception {
    Path path = path();
    serve(path);
    try (CapturedLog audit = CapturedLog.of("io.drover.audit")) {
      ControlClient client = connect(path);
      client.sendLine("{\"version\":1,\"id\":\"7\",\"verb\":\"a\\nroot asked to boot\"}");

      assertRefused(client, "7", "there is no verb");
      assertThat(audit.informed()).hasSize(1).first().asString().doesNotContain("\n");
    }
  }

  @Test
  void oneClientTooManyIsTurnedAway() throws Exception {
    Path path = path();
    serve(path);
    answers(connect(path));
    answers(connect(path));

    ControlClient third = connect(path);

    Protocol.Reply reply = Protocol.answer(String.valueOf(third.line()));
    assertThat(reply.answer())
        .isEqualTo(new Answer.Refused(Refusal.BUSY, "2 clients are connected already"));
    assertThat(third.line()).isNull();
  }

  @Test
  void aClientThatLeavesMakesRoom() throws Exception {
    Path path = path();
    serve(path);
    answers(connect(path));
    ControlClient second = connect(path);
    answers(second);

    second.close();

    boolean served = false;
    for (int tries = 0; tries < 1000 && !served; tries++) {
      try (ControlClient third = ControlClient.connect(path)) {
        third.send(Request.of("1", Verb.HOSTS, NONE));
        Taken asked = taken.poll(20, TimeUnit.MILLISECONDS);
        served = asked != null;
      } catch (IOException turnedAway) {
        served = false;
      }
    }
    assertThat(served).isTrue();
  }

  @Test
  void noMoreRequestsAreTakenThanMayBeUnanswered() throws Exception {
    Path path = path();
    serve(path);
    ControlClient client = connect(path);
    for (int i = 1; i <= 5; i++) {
      client.send(Request.of("r" + i, Verb.HOSTS, NONE));
    }

    Taken first = next();
    next();
    next();
    assertThat(taken.poll(100, TimeUnit.MILLISECONDS)).as("a fourth one").isNull();

    first.replies().answer(new Answer.Done());
    assertThat(next().request().id()).isEqualTo("r4");
  }

  @Test
  void aClientThatDoesNotReadLosesEventsAndHoldsUpNobody() throws Exception {
    Path path = path();
    ControlServer server = serve(path);
    ControlClient lazy = connect(path);
    lazy.send(Request.of("w", Verb.WATCH, NONE));
    Taken watch = next();
    watch.replies().watch();
    watch.replies().answer(new Answer.Instances(List.of()));
    for (int i = 0; i < 20_000; i++) {
      server.publish(new Notice.HostChanged(Instant.EPOCH, "hv" + i, HostState.UP, ""));
    }

    answers(connect(path));
    boolean told = false;
    String last = Protocol.line("w", event("hv19999"));
    for (String line = lazy.line(); line != null && !line.equals(last); line = lazy.line()) {
      told |= Protocol.answer(line).answer() instanceof Answer.Lost;
    }
    assertThat(told).isTrue();
  }

  @Test
  void aPersonWithAPipeIsAnsweredBeforeTheConnectionEnds() throws Exception {
    Path path = path();
    serve(path);
    ControlClient client = connect(path);
    client.send(Request.of("1", Verb.HOSTS, NONE));
    client.saidAll();

    next().replies().answer(new Answer.Done());

    assertThat(client.line()).isEqualTo(Protocol.line("1", new Answer.Done()));
    assertThat(client.line()).isNull();
  }

  @Test
  void aWatchWhoseQuestionFailedIsNone() throws Exception {
    Path path = path();
    ControlServer server = serve(path);
    ControlClient client = connect(path);
    client.send(Request.of("w", Verb.WATCH, NONE));
    Taken watch = next();
    Answer failed = new Answer.Failed("there was no answer; ask again");

    watch.replies().watch();
    server.publish(new Notice.HostChanged(Instant.EPOCH, "hv1", HostState.UP, ""));
    watch.replies().answer(failed);
    server.publish(new Notice.HostChanged(Instant.EPOCH, "hv2", HostState.UP, ""));

    assertThat(client.line()).isEqualTo(Protocol.line("w", failed));
    answers(client);
  }

  @Test
  void aLineThatIsCutShortIsRefused() throws Exception {
    Path path = path();
    serve(path);
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(bytes("{\"version\":1,\"id\":\"7\",\"verb\":\"hosts\"}"));
      client.shutdownOutput();

      assertThat(lines(client))
          .containsExactly(
              Protocol.line(
                  "",
                  new Answer.Refused(
                      Refusal.INVALID_REQUEST,
                      "the last line has no end, so it may be half a request")));
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void whyAClientIsTurnedAwayIsReadThoughItsRequestCouldNotBeSent() throws Exception {
    Path path = path();
    try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path));
      ControlClient client = connect(path);
      try (SocketChannel accepted = busy.accept()) {
        accepted.write(bytes("no room\n"));
      }

      client.send(Request.of("1", Verb.HOSTS, NONE));

      assertThat(client.line()).isEqualTo("no room");
      assertThat(client.line()).isNull();
    }
  }

  @Test
  void aSocketThatThisUserMayNotUseIsSaidToBeOfSomebodyElse() throws Exception {
    Path path = path();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));

      if (Files.isWritable(path)) {
        // Root may use all.
        ControlClient.connect(path).close();
      } else {
        assertThatThrownBy(() -> ControlClient.connect(path))
            .isInstanceOfSatisfying(
                SocketUnusableException.class, e -> assertThat(e.forbidden()).isTrue())
            .hasMessage("the socket %s is another user's, and not for this one".formatted(path));
      }
    }
  }

  // The end.

  @Test
  void whatIsAnsweredIsSentBeforeTheEnd() throws Exception {
    Path path = path();
    Delays delays = new Delays();
    ControlServer server = serve(path, delays);
    ControlClient client = connect(path);
    Answer large = largeAnswerTo(client);

    server.close();

    assertThat(path).doesNotExist();
    assertThat(client.line()).isEqualTo(Protocol.line("1", large));
    assertThat(client.line()).isNull();
    server.closed().toCompletableFuture().join();
  }

  @Test
  void aClientThatDoesNotReadItsAnswersIsNotWaitedForLongerThanASecond() throws Exception {
    Path path = path();
    Delays delays = new Delays();
    ControlServer server = serve(path, delays);
    largeAnswerTo(connect(path));

    server.close();
    Runnable late = delays.next(Duration.ofSeconds(1));
    assertThat(server.closed().toCompletableFuture()).isNotDone();
    late.run();

    server.closed().toCompletableFuture().join();
  }

  /** Has a client given an answer that is more than a socket holds. */
  private Answer largeAnswerTo(ControlClient client) throws Exception {
    client.send(Request.of("1", Verb.HOSTS, NONE));
    Answer large = new Answer.Failed("x".repeat(8 << 20));
    next().replies().answer(large);
    return large;
  }

  @Test
  void aServerWhoseThreadHasEndedIsLostAndItsSocketIsGone() throws Exception {
    Path path = path();
    ControlServer server = ControlServer.listen(path, SETTINGS);
    open.add(server);
    server.serve(
        (user, request, replies) -> {
          throw new AssertionError("injected");
        });
    ControlClient client = connect(path);

    client.send(Request.of("1", Verb.HOSTS, NONE));

    assertThat(server.lost().toCompletableFuture().join())
        .isEqualTo("the socket %s is not served any more".formatted(path));
    assertThat(client.line()).isNull();
    assertThat(path).doesNotExist();
  }

  /** Time that passes when the test says so, for a thread other than the test's. */
  private static final class Delays implements Timeline {
    private final BlockingQueue<Map.Entry<Duration, Runnable>> tasks = new LinkedBlockingQueue<>();

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public Duration elapsed() {
      return Duration.ZERO;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
      tasks.add(Map.entry(delay, task));
      return () -> {};
    }

    Runnable next(Duration delay) throws InterruptedException {
      Map.Entry<Duration, Runnable> next = tasks.poll(10, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      assertThat(next.getKey()).isEqualTo(delay);
      return next.getValue();
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(SocketChannel channel) {
    return new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
        .lines()
        .toList();
  }

  private static Answer.Event event(String host) {
    return new Answer.Event(new Notice.HostChanged(Instant.EPOCH, host, HostState.UP, ""));
  }

  private Path path() {
    return folder.resolve("d.sock");
  }

  private ControlServer serve(Path path) throws SocketUnusableException {
    return serve(path, new Delays());
  }

  private ControlServer serve(Path path, Timeline timeline) throws SocketUnusableException {
    ControlServer server = ControlServer.listen(path, SETTINGS, timeline, () -> {});
    open.add(server);
    server.serve((user, request, replies) -> taken.add(new Taken(user, request, replies)));
    return server;
  }

  private ControlClient connect(Path path) throws SocketUnusableException {
    ControlClient client = ControlClient.connect(path);
    open.add(client);
    return client;
  }

  private Taken next() throws InterruptedException {
    Taken next = taken.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private void answers(ControlClient client) throws Exception {
    client.send(Request.of("there?", Verb.HOSTS, NONE));
    next().replies().answer(new Answer.Done());
    assertThat(client.line()).isEqualTo(Protocol.line("there?", new Answer.Done()));
  }

  private static void assertRefused(ControlClient client, String id, String sentence)
      throws Exception {
    Protocol.Reply reply = Protocol.answer(String.valueOf(client.line()));
    assertThat(reply.id()).isEqualTo(id);
    assertThat(reply.answer())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.INVALID_REQUEST);
              assertThat(refused.sentence()).startsWith(sentence);
            });
  }
}
