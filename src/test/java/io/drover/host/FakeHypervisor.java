package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorEvent;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.network.VifPlugger;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import io.drover.storage.VolumeConnector;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * All ports of a host; the test takes each call in the order in which it is made and answers it.
 */
final class FakeHypervisor implements Hypervisor, VifPlugger, VolumeConnector {
  private static final int EVENTS = 16;
  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<Asked> made = new LinkedBlockingQueue<>();
  private final List<BoundedSourceQueue<HypervisorEvent>> streams = new CopyOnWriteArrayList<>();
  private final List<Runnable> guards = new CopyOnWriteArrayList<>();
  private volatile boolean closed;
  private volatile boolean failsToClose;
  private volatile @Nullable RuntimeException thrown;
  private final Map<String, Supplier<?>> atOnce = new ConcurrentHashMap<>();

  /** As each of the three ports. */
  @Override
  public void guard(Runnable check) {
    guards.add(check);
  }

  /** What each port is to ask before it makes a call that waited. */
  List<Runnable> guards() {
    return List.copyOf(guards);
  }

  /** A call that was made: its name, what it is about, and its answer, which is the test's. */
  record Asked(String call, List<?> about, CompletableFuture<Object> answer) {

    void returns(Object value) {
      answer.complete(value);
    }

    void done() {
      answer.complete(Done.getInstance());
    }

    void fails(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    void fails(HypervisorException.Kind kind, String message) {
      fails(new HypervisorException(kind, message));
    }
  }

  /** The next call, which must be this one. */
  Asked next(String call) {
    try {
      Asked asked = made.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(asked).as("a call, namely %s", call).isNotNull();
      assertThat(asked.call()).isEqualTo(call);
      return asked;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + call, e);
    }
  }

  /** The calls that were made and not yet taken. */
  List<String> calls() {
    return made.stream().map(Asked::call).toList();
  }

  /** From now on every call throws this instead of failing its stage; null: no more. */
  void throwFromNowOn(@Nullable RuntimeException exception) {
    thrown = exception;
  }

  /** From now on calls of this name are answered before they return, and not taken by the test. */
  void answerAtOnce(String call, Supplier<?> answer) {
    atOnce.put(call, answer);
  }

  /** From now on letting go of the connection fails. */
  void failToClose() {
    failsToClose = true;
  }

  boolean closed() {
    return closed;
  }

  /** How many event streams were materialised and have not ended. */
  long listeners() {
    return streams.stream().filter(stream -> !stream.isCompleted()).count();
  }

  /** Tells an event to the consumers of all streams, however old. */
  void tell(HypervisorEvent event) {
    streams.forEach(stream -> stream.offer(event));
  }

  void endEvents() {
    streams.stream().filter(stream -> !stream.isCompleted()).forEach(BoundedSourceQueue::complete);
    streams.clear();
  }

  @SuppressWarnings("unchecked")
  private <T> CompletionStage<T> ask(String call, Object... about) {
    RuntimeException exception = thrown;
    if (exception != null) {
      throw exception;
    }
    Supplier<?> known = atOnce.get(call);
    if (known != null) {
      return CompletableFuture.completedStage((T) known.get());
    }
    Asked asked = new Asked(call, List.of(about), new CompletableFuture<>());
    made.add(asked);
    return asked.answer().thenApply(value -> (T) value);
  }

  @Override
  public CompletionStage<HostFacts> connect() {
    return ask("connect");
  }

  @Override
  public CompletionStage<Done> ping() {
    return ask("ping");
  }

  @Override
  public CompletionStage<Map<InstanceId, GuestEvidence>> look(Collection<InstanceId> ids) {
    return ask("look", ids.toArray());
  }

  @Override
  public CompletionStage<List<GuestEvidence>> list() {
    return ask("list");
  }

  @Override
  public CompletionStage<Done> create(DomainTemplate template) {
    return ask("create", template);
  }

  @Override
  public CompletionStage<Done> destroy(InstanceId id) {
    return ask("destroy", id);
  }

  @Override
  public CompletionStage<Done> shutdown(InstanceId id) {
    return ask("shutdown", id);
  }

  @Override
  public CompletionStage<Done> reset(InstanceId id) {
    return ask("reset", id);
  }

  @Override
  public CompletionStage<Done> pause(InstanceId id) {
    return ask("pause", id);
  }

  @Override
  public CompletionStage<Done> resume(InstanceId id) {
    return ask("resume", id);
  }

  @Override
  public CompletionStage<Done> save(InstanceId id) {
    return ask("save", id);
  }

  @Override
  public CompletionStage<Done> restore(InstanceId id) {
    return ask("restore", id);
  }

  @Override
  public CompletionStage<Done> migrate(MigrateCall call) {
    return ask("migrate", call);
  }

  @Override
  public CompletionStage<Optional<JobInfo>> jobInfo(InstanceId id) {
    return ask("jobInfo", id);
  }

  @Override
  public CompletionStage<Done> abortJob(InstanceId id) {
    return ask("abortJob", id);
  }

  @Override
  public CompletionStage<Done> setMaxDowntime(InstanceId id, Duration downtime) {
    return ask("setMaxDowntime", id, downtime);
  }

  @Override
  public CompletionStage<Done> startPostCopy(InstanceId id) {
    return ask("startPostCopy", id);
  }

  @Override
  public CompletionStage<List<DiskInfo>> diskInfo(InstanceId id) {
    return ask("diskInfo", id);
  }

  @Override
  public CompletionStage<Compatibility> compare(HostFacts source) {
    return ask("compare", source);
  }

  @Override
  public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
    return ask("plug", instance, vifs);
  }

  @Override
  public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
    return ask("unplug", instance, vifs);
  }

  @Override
  public CompletionStage<Done> connect(
      InstanceId instance, List<Volume> volumes, IfMissing ifMissing) {
    return ask("connectVolumes", instance, volumes, ifMissing);
  }

  @Override
  public CompletionStage<Done> disconnect(InstanceId instance, List<Volume> volumes) {
    return ask("disconnectVolumes", instance, volumes);
  }

  @Override
  public Source<HypervisorEvent, NotUsed> events() {
    RuntimeException exception = thrown;
    if (exception != null) {
      throw exception;
    }
    return Source.<HypervisorEvent>queue(EVENTS)
        .mapMaterializedValue(
            stream -> {
              streams.add(stream);
              return NotUsed.getInstance();
            });
  }

  @Override
  public void close() {
    closed = true;
    if (failsToClose) {
      throw new IllegalStateException("it cannot be closed");
    }
  }
}
