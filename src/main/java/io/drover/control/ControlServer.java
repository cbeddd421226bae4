package io.drover.control;

import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.runtime.RealTimeline;
import io.drover.runtime.Timeline;
import io.drover.socket.Acceptor;
import io.drover.socket.SocketFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves clients at a local socket, all of them on one thread that waits for none: a client that
 * does not read, or that talks nonsense, is nobody's trouble but its own.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** How long clients have, in the end, to read the answers that they were not sent yet. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final SocketFile socket;
  private final ControlSettings settings;
  private final Selector selector;
  private final Timeline timeline;
  private final Runnable timelineEnd;
  private final Acceptor acceptor;
  private final Map<SelectionKey, Client> clients = new ConcurrentHashMap<>();
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private final CompletableFuture<Done> closed = new CompletableFuture<>();
  private volatile boolean served;
  private volatile boolean closing;
  private volatile boolean timeIsUp;

  private ControlServer(
      SocketFile socket,
      ControlSettings settings,
      Selector selector,
      Timeline timeline,
      Runnable timelineEnd) {
    this.socket = socket;
    this.settings = settings;
    this.selector = selector;
    this.timeline = timeline;
    this.timelineEnd = timelineEnd;
    this.acceptor = new Acceptor(socket.channel(), timeline);
  }

  /** What answers requests; on the server's thread, so it must not block. */
  interface Requests {

    /**
     * Takes a request.
     *
     * @param user who asks
     */
    void take(String user, Request request, Replies replies);
  }

  /**
   * Begins to listen; who connects waits until {@link #serve}.
   *
   * @throws SocketUnusableException when that cannot be, with the reason
   */
  public static ControlServer listen(Path path, ControlSettings settings)
      throws SocketUnusableException {
    RealTimeline timeline = new RealTimeline();
    return listen(path, settings, timeline, timeline::close);
  }

  /**
   * The same on another timeline.
   *
   * @param timelineEnd runs when it is not needed any more
   */
  static ControlServer listen(
      Path path, ControlSettings settings, Timeline timeline, Runnable timelineEnd)
      throws SocketUnusableException {
    try {
      SocketFile socket = SocketFile.claim(path);
      Selector selector = Selector.open();
      ServerSocketChannel channel = socket.channel();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
      return new ControlServer(socket, settings, selector, timeline, timelineEnd);
    } catch (IOException e) {
      throw new SocketUnusableException(
          "there can be no socket %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Where it listens. */
  public Path path() {
    return socket.path();
  }

  /** Begins to serve, on a thread of its own. */
  void serve(Requests requests) {
    served = true;
    Thread thread = new Thread(() -> loop(requests), "drover-control");
    thread.setDaemon(true);
    thread.start();
  }

  /** Tells every client that watches; never blocks. */
  void publish(Notice notice) {
    if (!clients.isEmpty()) {
      Answer.Event event = new Answer.Event(notice);
      clients.values().forEach(client -> client.event(event));
    }
  }

  /** Completes with the reason when it has ended although nobody closed it. */
  public CompletionStage<String> lost() {
    return lost.minimalCompletionStage();
  }

  /** Completes when all connections have ended. */
  public CompletionStage<Done> closed() {
    return closed.minimalCompletionStage();
  }

  private void loop(Requests requests) {
    // A channel is only really closed when its selector lets go of it.
    try (selector) {
      while (!closing) {
        clients.forEach((key, client) -> look(key, client, requests));
        selector.select(this::ready);
      }
      sendLastAnswers();
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the socket {} is not served any more", path(), e);
    } finally {
      end();
    }
  }

  /** What is answered is to be told, unless the client does not read it. */
  private void sendLastAnswers() throws IOException {
    timeline.after(
        LAST_ANSWERS,
        () -> {
          timeIsUp = true;
          selector.wakeup();
        });
    while (!timeIsUp && clients.values().stream().anyMatch(Client::isOwed)) {
      clients.forEach(ControlServer::lookLast);
      selector.select(this::ready);
    }
  }

  private void end() {
    clients.values().forEach(Client::close);
    clients.clear();
    timelineEnd.run();
    closed.complete(Done.getInstance());
    if (!closing) {
      close();
      lost.complete("the socket %s is not served any more".formatted(path()));
    }
  }

  /** Takes what a client has said, and sees what it is ready for. */
  private void look(SelectionKey key, Client client, Requests requests) {
    try {
      for (Lines.Line line = client.nextLine(); line != null; line = client.nextLine()) {
        take(client, line, requests);
      }
      if (client.isDone()) {
        forget(key, client);
      } else if (key.isValid()) {
        key.interestOps(client.interest());
      }
    } catch (RuntimeException e) {
      LOG.error("a client of {} is not served any more", client.user(), e);
      forget(key, client);
    }
  }

  private static void lookLast(SelectionKey key, Client client) {
    if (key.isValid()) {
      key.interestOps(client.lastInterest());
    }
  }

  private void take(Client client, Lines.Line line, Requests requests) {
    if (line.text().isEmpty()) {
      refuse(client, "", line.fault());
      return;
    }
    String text = line.text().get();
    if (text.isBlank()) {
      return;
    }
    try {
      Request request = Protocol.request(text);
      requests.take(client.user(), request, client.replies(request.id(), request.waits()));
    } catch (MalformedLineException e) {
      refuse(client, e.id(), String.valueOf(e.getMessage()));
    }
  }

  private static void refuse(Client client, String id, String sentence) {
    Audit.malformed(client.user(), sentence);
    client.replies(id, false).answer(new Answer.Refused(Refusal.INVALID_REQUEST, sentence));
  }

  private void ready(SelectionKey key) {
    Client client = clients.get(key);
    if (client == null) {
      acceptor.accept(key, this::welcome);
      return;
    }
    try {
      if (key.isReadable()) {
        client.read();
      }
      if (key.isValid() && key.isWritable()) {
        client.write();
      }
    } catch (IOException | CancelledKeyException e) {
      forget(key, client);
    } catch (RuntimeException e) {
      LOG.error("a client of {} is not served any more", client.user(), e);
      forget(key, client);
    }
  }

  private void welcome(SocketChannel channel) throws IOException {
    if (clients.size() >= settings.clients()) {
      turnAway(channel);
      return;
    }
    String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    SelectionKey key = channel.register(selector, 0);
    clients.put(key, new Client(channel, user, settings, selector::wakeup));
  }

  private void turnAway(SocketChannel channel) throws IOException {
    String sentence = "%d clients are connected already".formatted(settings.clients());
    String line = Protocol.line("", new Answer.Refused(Refusal.BUSY, sentence)) + "\n";
    try (channel) {
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void forget(SelectionKey key, Client client) {
    clients.remove(key);
    key.cancel();
    client.close();
  }

  /**
   * Takes the socket away, and ends all connections as soon as they were sent their answers, or a
   * second later.
   */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      socket.close();
      if (!served) {
        selector.close();
        timelineEnd.run();
        closed.complete(Done.getInstance());
      }
    } catch (IOException e) {
      LOG.warn("the socket {} could not be taken away: {}", path(), e.getMessage());
    }
  }
}
