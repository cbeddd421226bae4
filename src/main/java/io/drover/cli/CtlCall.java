package io.drover.cli;

import com.typesafe.config.ConfigFactory;
import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.ControlClient;
import io.drover.control.MalformedLineException;
import io.drover.control.Protocol;
import io.drover.control.Request;
import io.drover.control.SocketPlace;
import io.drover.control.SocketUnusableException;
import io.drover.control.Verb;
import io.drover.model.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One request of {@code drover ctl}, from the connection to the exit status.
 *
 * @param socket where a Drover serves; null: at the standard place
 * @param json whether the answers are told as they come, a line each
 */
record CtlCall(@Nullable Path socket, boolean json, PrintWriter out, PrintWriter err) {
  private static final String ID = "1";

  /** Of the question for instances that follows lost events. */
  private static final String AGAIN = "2";

  /**
   * Asks and tells the answers.
   *
   * @param key the idempotency key, or null
   * @param waits whether the end is waited for
   */
  int ask(Verb verb, @Nullable String key, boolean waits, Arguments arguments) {
    PrintWriter told = json ? new PrintWriter(PrintWriter.nullWriter()) : out;
    CtlAnswers answers = new CtlAnswers(verb, arguments.subject(), waits, told, err);
    return talk(new Request(ID, verb, key, waits, arguments), answers::take);
  }

  /**
   * Watches until there is nothing more to watch, or nobody to tell. After lost events all
   * instances are asked for, so that whoever is told can begin anew with them.
   */
  int watch() throws IOException {
    Request request = Request.of(ID, Verb.WATCH, new Arguments.None());
    if (json) {
      return talk(request, this::goesOn);
    } else if (!Terminals.stdoutIsOne()) {
      return watch(request, new CtlWatch(new PlainReporter(out), () -> {}));
    }
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      TerminalReporter bars = new TerminalReporter(terminal);
      return watch(request, new CtlWatch(bars, bars::forgetTransfers));
    }
  }

  private int watch(Request request, CtlWatch watch) {
    return talk(
        request,
        answer -> {
          watch.take(answer);
          if (answer instanceof Answer.Lost lost) {
            err.println("drover ctl watch: %d events were lost".formatted(lost.count()));
            err.flush();
          }
          return goesOn(answer);
        });
  }

  private OptionalInt goesOn(Answer answer) {
    if (answer instanceof Answer.Refused || answer instanceof Answer.Failed) {
      return new CtlAnswers(Verb.WATCH, "all", false, out, err).take(answer);
    }
    return out.checkError() ? OptionalInt.of(ExitStatus.OK) : OptionalInt.empty();
  }

  private int talk(Request request, Function<Answer, OptionalInt> teller) {
    Path place =
        socket == null ? SocketPlace.of(ConfigFactory.load().getConfig("drover.serve")) : socket;
    String gone = "the Drover at %s has ended meanwhile".formatted(place);
    try (ControlClient client = ControlClient.connect(place)) {
      client.send(request);
      for (String line = client.line(); line != null; line = client.line()) {
        if (json) {
          out.println(line);
          out.flush();
        }
        Answer answer = Protocol.answer(line).answer();
        if (answer instanceof Answer.Lost) {
          client.send(Request.of(AGAIN, Verb.LIST, new Arguments.Listing(true)));
        }
        OptionalInt status = teller.apply(answer);
        if (status.isPresent()) {
          return status.getAsInt();
        }
      }
      return fail(request, gone + whatThen(request));
    } catch (SocketUnusableException e) {
      String start = e.forbidden() ? "" : "start one with drover serve, or ";
      return fail(request, "%s; %ssay --socket PATH".formatted(e.getMessage(), start));
    } catch (IOException e) {
      return fail(request, gone + whatThen(request));
    } catch (MalformedLineException e) {
      fail(request, "the answer cannot be read: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  private static String whatThen(Request request) {
    return request.verb() == Verb.WATCH
        ? ""
        : "; what it had accepted goes on when it is started again";
  }

  private int fail(Request request, String sentence) {
    err.println("drover ctl %s: %s".formatted(request.verb().label(), OneLine.of(sentence)));
    err.flush();
    return ExitStatus.ENVIRONMENT;
  }
}
