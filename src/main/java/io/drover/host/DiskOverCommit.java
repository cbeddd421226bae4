package io.drover.host;

import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.model.InstanceId;
import io.drover.runtime.Stages;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a host's guests occupy on disk, and what they may still grow by: Nova's {@code
 * get_disk_over_committed_size_total}. Each guest of the stream is a task of its own on the
 * dispatcher, which others share, even when every answer is there at once; guests that vanish
 * meanwhile are left out.
 *
 * @param allocated bytes occupied
 * @param overCommitted bytes promised beyond that
 * @param guests how many guests were counted
 * @param skipped how many were not: gone, or their disks could not be asked about
 */
public record DiskOverCommit(long allocated, long overCommitted, int guests, int skipped) {
  private static final Logger LOG = LoggerFactory.getLogger(DiskOverCommit.class);
  private static final DiskOverCommit NOTHING = new DiskOverCommit(0, 0, 0, 0);
  private static final DiskOverCommit SKIPPED = new DiskOverCommit(0, 0, 0, 1);

  /** Sums up the host's guests, asking about {@code parallelism} of them at a time. */
  static CompletionStage<DiskOverCommit> scan(
      String host, Hypervisor hypervisor, int parallelism, Materializer materializer) {
    return Stages.direct(
        Source.completionStage(hypervisor.list())
            .mapConcat(guests -> guests)
            .map(GuestEvidence::id)
            .mapAsyncUnordered(
                parallelism, id -> ofGuest(host, hypervisor, id, materializer.executionContext()))
            .runWith(Sink.fold(NOTHING, DiskOverCommit::plus), materializer));
  }

  private static CompletionStage<DiskOverCommit> ofGuest(
      String host, Hypervisor hypervisor, InstanceId id, Executor dispatcher) {
    return CompletableFuture.supplyAsync(() -> hypervisor.diskInfo(id), dispatcher)
        .thenCompose(answer -> answer)
        .handle((disks, failure) -> failure == null ? of(disks) : skip(host, id, failure));
  }

  private static DiskOverCommit of(List<DiskInfo> disks) {
    return new DiskOverCommit(
        disks.stream().mapToLong(DiskInfo::allocation).sum(),
        disks.stream().mapToLong(DiskInfo::overCommitted).sum(),
        1,
        0);
  }

  private static DiskOverCommit skip(String host, InstanceId id, Throwable failure) {
    Throwable cause = Stages.cause(failure);
    boolean vanished =
        cause instanceof HypervisorException known
            && known.kind() == HypervisorException.Kind.NOT_FOUND;
    if (vanished) {
      LOG.debug("instance {} vanished from {} before its disks were counted", id, host);
    } else {
      LOG.warn("the disks of instance {} on {} are not counted: {}", id, host, cause.getMessage());
    }
    return SKIPPED;
  }

  private DiskOverCommit plus(DiskOverCommit other) {
    return new DiskOverCommit(
        allocated + other.allocated,
        overCommitted + other.overCommitted,
        guests + other.guests,
        skipped + other.skipped);
  }

  /**
   * What can safely be given to one more local disk on a host with this much; Nova's {@code
   * disk_available_least}. Negative when the host has promised more than it has.
   */
  public long availableLeast(long capacity) {
    return capacity - allocated - overCommitted;
  }
}
