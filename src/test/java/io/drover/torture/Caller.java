package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.ControlClient;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.SocketUnusableException;
import io.drover.model.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests until they are answered, however often who should answer is gone meanwhile. For
 * one thread.
 */
final class Caller implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(30);

  private final Path socket;
  private final CountDownLatch never = new CountDownLatch(1);
  private @Nullable ControlClient client;

  Caller(Path socket) {
    this.socket = socket;
  }

  /** The answer to a request, which is repeated as it is, with its key, until there is one. */
  Answer ask(Request request) throws InterruptedException {
    Optional<Answer> answer = askOnce(request);
    while (answer.isEmpty()) {
      pause(PAUSE);
      answer = askOnce(request);
    }
    return answer.get();
  }

  /** The answer to a request; none when nobody is there, or it is not known what became of it. */
  Optional<Answer> askOnce(Request request) {
    return Optional.ofNullable(tryToAsk(request)).filter(answer -> !unknown(answer));
  }

  /** Lets some time pass. */
  void pause(Duration time) throws InterruptedException {
    if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nobody ends a pause");
    }
  }

  private static boolean unknown(Answer answer) {
    return answer instanceof Answer.Failed
        || (answer instanceof Answer.Refused refused && refused.reason() == Refusal.UNAVAILABLE);
  }

  private @Nullable Answer tryToAsk(Request request) {
    try {
      ControlClient connected = client;
      if (connected == null) {
        connected = ControlClient.connect(socket);
        client = connected;
      }
      connected.send(request);
      String line = connected.line();
      if (line != null) {
        return Protocol.answer(line).answer();
      }
    } catch (IOException | SocketUnusableException | MalformedLineException e) {
      // It was killed, or is not there yet.
    }
    close();
    return null;
  }

  @Override
  public void close() {
    try {
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      // Who was at the other end is gone.
    }
    client = null;
  }
}
