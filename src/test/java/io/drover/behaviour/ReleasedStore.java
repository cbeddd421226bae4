package io.drover.behaviour;

import static io.drover.behaviour.DurableFleet.await;
import static io.drover.behaviour.DurableFleet.join;

import io.drover.Drover;
import io.drover.LiveMigration;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FleetSettings;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.MigrationStatus;
import io.drover.testing.ShiftedClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The file store that release 0.1.0 left when it was killed in the middle of a migration. {@link
 * #write} makes it, and is used until that release only: then the file stays as it is for good,
 * this method goes, and a store that a later release leaves is put beside it.
 */
final class ReleasedStore {
  static final Path FILE = Path.of("src/test/resources/io/drover/store/releases/0.1.0/drover.db");
  static final List<String> HOSTS = List.of("hv1", "hv2", "hv3");

  /** Is active on hv1, where it came from hv2; booted under {@link #KEY}. */
  static final InstanceId WEB = id(1);

  /** Is stopped on hv2. */
  static final InstanceId BATCH = id(2);

  /** Is deleted. */
  static final InstanceId OLD = id(3);

  /** Is stopped on hv2, where its VIFs could not be unplugged. */
  static final InstanceId MESSY = id(4);

  /** Is on its way from hv1 to hv2. */
  static final InstanceId MOVING = id(5);

  static final String KEY = "order 17";

  /** Operators have disabled hv3 with this reason. */
  static final String DISABLED = "a new kernel";

  /** When its Drover was started. */
  private static final Instant BEGAN = Instant.parse("2000-01-01T00:00:00Z");

  /** When the next one is; the migration's deadline is half an hour after it began. */
  static final Instant GOES_ON = BEGAN.plusSeconds(600);

  private static final Map<InstanceId, String> NAMES =
      Map.of(WEB, "web", BATCH, "batch", OLD, "old", MESSY, "messy", MOVING, "moving");

  private static final long GIB = 1 << 30;

  /** Carries a small guest in a second, and that which is in the middle of it in minutes. */
  private static final long A_SLOW_LINK = 1 << 20;

  private ReleasedStore() {}

  private static InstanceId id(int number) {
    return new InstanceId("00000000-0000-4000-8000-00000000000" + number);
  }

  /** Hosts with links that carry this many bytes each second, and everything else at once. */
  static DurableFleet hosts(long link) {
    Duration none = Duration.ZERO;
    return new DurableFleet(
        new FleetSettings(none, none, none, none, none, none, false, 0), link, HOSTS);
  }

  /** Settings of a Drover on the store in this folder, which starts at this moment. */
  static String settings(Path folder, Instant start) {
    return "drover { store = file, stores.file.folder = \"%s\" }\n".formatted(folder)
        + ShiftedClock.from(start);
  }

  /** What this instance was booted as. */
  static InstanceSpec spec(InstanceId id) {
    String name = NAMES.getOrDefault(id, "");
    return new InstanceSpec(name, new Flavor(1, id.equals(MOVING) ? GIB / 2 : GIB >> 10, 0), 1, 0);
  }

  /**
   * Writes the file anew, with snapshots of most of what is in it.
   *
   * @param folder an empty one to work in
   */
  static void write(Path folder) throws Exception {
    String settings =
        settings(folder, BEGAN)
            + """
            drover.instance.settle-deadline = 1 s
            drover.journal { snapshot-every = 4, index-snapshot-every = 6 }
            """;
    try (DurableFleet hosts = hosts(A_SLOW_LINK)) {
      Drover drover = Drover.start(hosts.setup(settings));
      join(drover.ready());
      join(join(drover.once(KEY).boot(WEB, spec(WEB), "hv2")).ended());
      join(join(drover.liveMigrate(WEB, LiveMigration.to("hv1"))).ended());
      join(join(drover.boot(BATCH, spec(BATCH), "hv2")).ended());
      join(join(drover.stop(BATCH)).ended());
      join(join(drover.boot(OLD, spec(OLD), "hv1")).ended());
      join(join(drover.delete(OLD)).ended());
      join(join(drover.boot(MESSY, spec(MESSY), "hv2")).ended());
      hosts.fleet().inject(CallFault.of(Call.UNPLUG_VIF, FaultKind.ERROR));
      join(join(drover.stop(MESSY)).ended());
      join(drover.disableHost("hv3", DISABLED));
      join(join(drover.boot(MOVING, spec(MOVING), "hv1")).ended());
      join(drover.liveMigrate(MOVING, LiveMigration.to("hv2")));
      await(drover, MOVING, view -> view.migrations().get(0).status() == MigrationStatus.RUNNING);
      copy(folder.resolve("drover.db"));
      drover.close();
      join(drover.closed());
    }
  }

  /** As it is at this moment, the write-ahead log included. */
  private static void copy(Path database) throws Exception {
    Files.createDirectories(FILE.getParent());
    Files.deleteIfExists(FILE);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum into '%s'".formatted(FILE));
    }
  }
}
