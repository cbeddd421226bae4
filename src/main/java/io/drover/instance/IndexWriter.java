package io.drover.instance;

import io.drover.instance.Instances.Command;
import io.drover.instance.Instances.IndexChange;
import io.drover.runtime.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Has the registry's index written: all events that come while a write is under way are the next
 * one. An index that stopped is started again. Used by the registry's actor in its thread.
 */
final class IndexWriter {
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final InstanceEnvironment environment;
  private final ActorRef<InstanceIndex.Told> told;
  private @Nullable ActorRef<InstanceIndex.Write> index;
  private List<Item> next = new ArrayList<>();
  private @Nullable List<Item> storing;
  private boolean readable = true;

  /** An event, and who is told whether it is stored. */
  record Item(RegistryEvent event, Consumer<Boolean> then) {}

  IndexWriter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      InstanceEnvironment environment,
      ActorRef<InstanceIndex.Told> told) {
    this.context = context;
    this.timers = timers;
    this.environment = environment;
    this.told = told;
    start();
  }

  /** Writes this event after all earlier ones. */
  void write(RegistryEvent event, Consumer<Boolean> then) {
    next.add(new Item(event, then));
    store();
  }

  /** Writes this event, which is found out again should it be lost. */
  void write(RegistryEvent event) {
    write(event, stored -> {});
  }

  /**
   * The index was read, or could not be. As long as it cannot, nothing is stored, and whoever waits
   * is told so; what it had been given already it may store after all, in its order.
   *
   * @return whether this is news
   */
  boolean onRead(boolean could) {
    boolean news = readable != could;
    readable = could;
    List<Item> batch = storing;
    if (!could && batch != null) {
      end(batch, false);
    }
    return news;
  }

  private void store() {
    ActorRef<InstanceIndex.Write> target = index;
    if (!readable) {
      List<Item> none = next;
      next = new ArrayList<>();
      none.forEach(item -> item.then().accept(false));
      return;
    } else if (target == null || storing != null || next.isEmpty()) {
      return;
    }
    List<Item> batch = next;
    storing = batch;
    next = new ArrayList<>();
    List<RegistryEvent> events = batch.stream().map(Item::event).toList();
    context.pipeToSelf(
        Stages.<InstanceIndex.Write, InstanceIndex.Stored>ask(
            target,
            replyTo -> new InstanceIndex.Write(events, replyTo),
            environment.migrations().replyTimeout(),
            context.getSystem()),
        (stored, failure) -> new Instances.BatchEnded(batch, stored == InstanceIndex.Stored.YES));
  }

  /** A batch was stored, or was not. */
  void onEnded(Instances.BatchEnded ended) {
    if (ended.batch() == storing) {
      end(ended.batch(), ended.stored());
    }
  }

  private void end(List<Item> batch, boolean stored) {
    storing = null;
    batch.forEach(item -> item.then().accept(stored));
    store();
  }

  /** The answer that a batch waits for never comes; the next one waits for the new index. */
  void onStopped() {
    context.getLog().error("the index of instances stopped; it is started again");
    index = null;
    timers.startSingleTimer(IndexChange.START, environment.settings().restartDelay());
    List<Item> batch = storing;
    if (batch != null) {
      end(batch, false);
    }
  }

  /** Starts an index and goes on. */
  void start() {
    ActorRef<InstanceIndex.Write> started =
        context.spawn(InstanceIndex.create(environment.settings(), told), "index");
    context.watchWith(started, IndexChange.STOPPED);
    index = started;
    store();
  }
}
