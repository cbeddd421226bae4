package io.drover.serve;

import io.drover.control.ControlServer;
import io.drover.control.SocketUnusableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The start of a Drover that serves. It waits for the store, and in PostgreSQL for the lease of a
 * process that died, so it has a thread of its own and can be abandoned meanwhile.
 */
public final class Start {
  private final ControlServer server;
  private final CompletableFuture<Serving> serving = new CompletableFuture<>();

  private Start(ControlServer server) {
    this.server = server;
  }

  /**
   * Begins; clients can connect from now on, and wait.
   *
   * @throws SocketUnusableException when clients cannot be served there, with the reason
   */
  public static Start begin(ServeSettings settings) throws SocketUnusableException {
    Start start = new Start(ControlServer.listen(settings.socket(), settings.control()));
    Thread thread = new Thread(() -> start.run(settings), "drover-start");
    thread.setDaemon(true);
    thread.start();
    return start;
  }

  private void run(ServeSettings settings) {
    try {
      serving.complete(Serving.start(settings, server));
    } catch (RuntimeException | Error e) {
      server.close();
      serving.completeExceptionally(e);
    }
  }

  /**
   * Completes when it serves; fails with a {@link com.typesafe.config.ConfigException} when a
   * setting cannot be used, or with a {@link io.drover.store.StoreException} when the store cannot.
   */
  public CompletionStage<Serving> serving() {
    return serving.minimalCompletionStage();
  }

  /**
   * Nobody waits for it any more: the socket is gone with this call, and what else was begun as
   * soon as it can be. A process that ends first leaves no more behind than one that was killed.
   */
  public void abandon() {
    server.close();
    serving().thenAccept(Serving::closeDrover);
  }
}
