package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Request;
import io.drover.control.Verb;
import io.drover.model.InstanceId;
import io.drover.model.VmState;
import io.drover.torture.Promises.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes one random request after the other until it is told to stop. */
final class Client implements Runnable {
  private static final int LATEST = 4;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private static final List<Verb> WHILE_ACTIVE =
      List.of(
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.LIVE_MIGRATE,
          Verb.ABORT,
          Verb.FORCE_COMPLETE,
          Verb.REBOOT,
          Verb.REBOOT,
          Verb.STOP,
          Verb.PAUSE,
          Verb.SUSPEND,
          Verb.DELETE);

  private static final List<Verb> ANY =
      List.of(
          Verb.START,
          Verb.STOP,
          Verb.PAUSE,
          Verb.UNPAUSE,
          Verb.SUSPEND,
          Verb.RESUME,
          Verb.REBOOT,
          Verb.ABORT);

  private final String name;
  private final Random random;
  private final List<String> hosts;
  private final Caller orders;
  private final Caller questions;
  private final Pool pool;
  private final Promises promises;
  private final AtomicBoolean stop;
  private final Deque<Promise> latest = new ArrayDeque<>();
  private int requests;

  /**
   * A client.
   *
   * @param name unique, part of each key and of each instance's name
   * @param orders by whom it asks for what changes something
   * @param questions by whom it asks all else
   * @param stop whether it makes no more requests; the one that it has made is answered first
   */
  Client(
      String name,
      long seed,
      Caller orders,
      Caller questions,
      List<String> hosts,
      Pool pool,
      Promises promises,
      AtomicBoolean stop) {
    this.name = name;
    this.random = new Random(seed);
    this.hosts = List.copyOf(hosts);
    this.orders = orders;
    this.questions = questions;
    this.pool = pool;
    this.promises = promises;
    this.stop = stop;
  }

  @Override
  public void run() {
    try (orders;
        questions) {
      while (!stop.get()) {
        work();
        questions.pause(LONGEST_PAUSE.multipliedBy(random.nextInt(100)).dividedBy(100));
      }
    } catch (UnansweredException e) {
      promises.broken("%s: %s".formatted(name, e.getMessage()));
    } catch (IOException | InterruptedException | RuntimeException e) {
      promises.broken("%s cannot go on: %s".formatted(name, e));
    }
  }

  private void work() throws IOException, InterruptedException {
    if (!latest.isEmpty() && random.nextInt(8) == 0) {
      Promise promise = List.copyOf(latest).get(random.nextInt(latest.size()));
      promises.repeated(promise, orders.ask(promise.request()));
      return;
    }
    Optional<InstanceId> instance = pool.any(random);
    if (instance.isEmpty()) {
      boot();
    } else {
      operate(instance.get());
    }
  }

  private void boot() throws IOException, InterruptedException {
    String called = "%s-%d".formatted(name, requests);
    long memory = (1L + random.nextInt(4)) << 28;
    Arguments.Boot boot =
        new Arguments.Boot(
            called, host(), 1, memory, 1L << 30, random.nextInt(3), random.nextInt(4) << 23);
    if (ask(Verb.BOOT, boot) instanceof Answer.Accepted accepted) {
      pool.booted(accepted.instance());
    } else {
      pool.notBooted();
    }
  }

  private void operate(InstanceId instance) throws IOException, InterruptedException {
    Arguments.OfInstance it = new Arguments.OfInstance(instance.value());
    Answer shown = questions.ask(Request.of(nextKey(), Verb.SHOW, it));
    if (!(shown instanceof Answer.One found)) {
      promises.broken("%s was booted, and is answered with %s".formatted(instance, shown));
      pool.deleted(instance);
      return;
    }
    Verb verb = random.nextInt(10) == 0 ? pick(ANY) : pick(sensible(found.instance().vmState()));
    switch (verb) {
      case SHOW -> {}
      case REBOOT -> ask(verb, new Arguments.Reboot(instance.value(), random.nextInt(3) == 0));
      case LIVE_MIGRATE ->
          ask(verb, new Arguments.LiveMigrate(instance.value(), host(), false, null));
      case DELETE -> {
        if (ask(verb, it) instanceof Answer.Accepted) {
          pool.deleted(instance);
        }
      }
      default -> ask(verb, it);
    }
  }

  /** What is likely to be taken in a state, the more often named the more often asked for. */
  private static List<Verb> sensible(VmState state) {
    return switch (state) {
      case BUILDING -> List.of(Verb.SHOW);
      case ACTIVE -> WHILE_ACTIVE;
      case PAUSED -> List.of(Verb.UNPAUSE, Verb.UNPAUSE, Verb.LIVE_MIGRATE);
      case SUSPENDED -> List.of(Verb.RESUME);
      case STOPPED -> List.of(Verb.START, Verb.START, Verb.START, Verb.DELETE);
      case DELETED -> List.of(Verb.SHOW, Verb.DELETE);
      case ERROR -> List.of(Verb.REBOOT, Verb.START, Verb.DELETE);
    };
  }

  private Answer ask(Verb verb, Arguments arguments) throws IOException, InterruptedException {
    String key = nextKey();
    Request request = new Request(key, verb, key, false, arguments);
    Answer answer = orders.ask(request);
    promises.answered(request, answer);
    if (answer instanceof Answer.Accepted || answer instanceof Answer.Done) {
      latest.add(new Promise(request, answer));
      if (latest.size() > LATEST) {
        latest.remove();
      }
    }
    return answer;
  }

  private String nextKey() {
    requests++;
    return "%s-%d".formatted(name, requests);
  }

  private String host() {
    return pick(hosts);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
