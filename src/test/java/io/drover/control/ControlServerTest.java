package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.model.HostState;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.testing.CapturedLog;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    watch.replies().answer(new Answer.Done());
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

  private static Answer.Event event(String host) {
    return new Answer.Event(new Notice.HostChanged(Instant.EPOCH, host, HostState.UP, ""));
  }

  private Path path() {
    return folder.resolve("d.sock");
  }

  private ControlServer serve(Path path) throws SocketUnusableException {
    ControlServer server = ControlServer.listen(path, SETTINGS);
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
