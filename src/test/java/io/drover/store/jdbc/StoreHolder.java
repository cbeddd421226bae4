package io.drover.store.jdbc;

import com.typesafe.config.ConfigFactory;
import io.drover.runtime.Mandate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A process of its own that opens a store, says what becomes of it, and waits to be killed. */
final class StoreHolder implements AutoCloseable {
  private static final String OPEN = "open";
  private static final String LOST = "lost: ";

  private final Process process;
  private final BufferedReader said;

  private StoreHolder(Process process) {
    this.process = process;
    this.said = process.inputReader();
  }

  public static void main(String[] settings) throws IOException {
    ActorSystem<Object> system =
        ActorSystem.create(
            Behaviors.ignore(),
            "holder",
            ConfigFactory.parseString(settings[0]).withFallback(ConfigFactory.load()));
    Stores.open(system);
    Mandate.get(system).lost().thenAccept(why -> System.out.println(LOST + why));
    System.out.println(OPEN);
    System.in.read();
  }

  /** Starts the process and waits until it holds the store of these settings. */
  static StoreHolder start(String settings) throws IOException {
    StoreHolder holder =
        new StoreHolder(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    StoreHolder.class.getName(),
                    settings)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    holder.hear(OPEN);
    return holder;
  }

  /** Why it has lost its mandate, once it has. */
  String whyLost() throws IOException {
    return hear(LOST);
  }

  private String hear(String beginning) throws IOException {
    String line;
    do {
      line = said.readLine();
    } while (line != null && !line.startsWith(beginning));
    return String.valueOf(line);
  }

  long pid() {
    return process.pid();
  }

  /** Sends the process a signal. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Kills the process. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
