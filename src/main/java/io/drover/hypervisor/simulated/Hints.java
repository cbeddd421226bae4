package io.drover.hypervisor.simulated;

import io.drover.hypervisor.HypervisorEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The event streams of one connection. A consumer that is slow misses events, which are hints only.
 * Never called inside the fleet's lock.
 */
final class Hints {
  private static final int BUFFERED = 256;

  private final List<BoundedSourceQueue<HypervisorEvent>> streams = new CopyOnWriteArrayList<>();

  /** A stream that carries what is told from its materialisation on. */
  Source<HypervisorEvent, NotUsed> source() {
    return Source.<HypervisorEvent>queue(BUFFERED)
        .mapMaterializedValue(
            queue -> {
              streams.add(queue);
              return NotUsed.getInstance();
            });
  }

  /** Whether anybody listens. */
  boolean heard() {
    return !streams.isEmpty();
  }

  void tell(HypervisorEvent event) {
    for (BoundedSourceQueue<HypervisorEvent> stream : streams) {
      stream.offer(event);
    }
    streams.removeIf(BoundedSourceQueue::isCompleted);
  }

  void fail(Throwable why) {
    end(stream -> stream.fail(why));
  }

  void complete() {
    end(BoundedSourceQueue::complete);
  }

  private void end(Consumer<BoundedSourceQueue<HypervisorEvent>> how) {
    List<BoundedSourceQueue<HypervisorEvent>> ending = List.copyOf(streams);
    for (BoundedSourceQueue<HypervisorEvent> stream : ending) {
      try {
        how.accept(stream);
      } catch (IllegalStateException cancelled) {
        // Its consumer ended it first, which can happen at any moment: nothing is left to end.
      }
    }
    streams.removeAll(ending);
  }
}
