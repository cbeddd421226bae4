package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How a request is put. For one thread. */
interface Way extends AutoCloseable {

  /**
   * Puts a request once; empty: nobody is there, or who was is gone or silent for so long.
   *
   * @throws IOException when it cannot be put at all
   */
  Optional<Answer> ask(Request request, Duration patience) throws IOException, InterruptedException;

  @Override
  void close();
}
