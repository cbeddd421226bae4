package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.MigrateCall;
import io.drover.model.InstanceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrationTest {
  private static final long LIVE_PEER_TO_PEER = 0b11;

  private static MigrateCall call(boolean blockMigration, boolean postCopy) {
    return call(blockMigration, postCopy, false);
  }

  private static MigrateCall call(boolean blockMigration, boolean postCopy, boolean resume) {
    return new MigrateCall(
        new InstanceId("web-1"),
        "hv2",
        "qemu+tcp://hv2/system",
        blockMigration,
        postCopy,
        0,
        Duration.ZERO,
        resume);
  }

  @Test
  void movesLiveAndPeerToPeer() {
    assertThat(Migration.flags(call(false, false), Templates.settings("").migration()))
        .isEqualTo(LIVE_PEER_TO_PEER);
  }

  @Test
  void addsWhatIsAskedForAndWhatIsAllowed() {
    LibvirtSettings.Migration all =
        Templates.settings("migration { auto-converge = on, unsafe = on, tls = on }").migration();

    assertThat(Migration.flags(call(true, true), all))
        .isEqualTo(LIVE_PEER_TO_PEER | 64 | 512 | 8192 | 32768 | 65536);
  }

  @Test
  void aPostCopyIsResumedWithTheFlagsItHadAndOneMore() {
    assertThat(Migration.flags(call(false, true, true), Templates.settings("").migration()))
        .isEqualTo(LIVE_PEER_TO_PEER | 32768 | 524288);
  }

  @Test
  void aPostCopyIsResumedBySuchALibvirtOnlyThatCan() {
    MigrateCall resume = call(false, true, true);

    assertThat(Migration.lacking(resume, LibvirtVersion.of(8, 4))).isPresent();
    assertThat(Migration.lacking(resume, LibvirtVersion.of(8, 5))).isEmpty();
    assertThat(Migration.lacking(call(false, true), LibvirtVersion.of(8, 4))).isEmpty();
  }

  @Test
  void countsTheLimitInWholeMebibytesAndNeverTurnsOneIntoNone() {
    assertThat(Migration.mebibytesPerSecond(0)).isZero();
    assertThat(Migration.mebibytesPerSecond(1)).isEqualTo(1);
    assertThat(Migration.mebibytesPerSecond(5 * 1024 * 1024 + 1)).isEqualTo(5);
  }
}
