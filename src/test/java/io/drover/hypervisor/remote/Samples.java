package io.drover.hypervisor.remote;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.Incarnation;
import io.drover.hypervisor.JobInfo;
import io.drover.hypervisor.MigrateCall;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.Done;

/** A value of each type that the ports' methods take and give, in which no two parts are alike. */
final class Samples {
  static final InstanceId ID = new InstanceId("6f1c-1");

  private static final Instant SEEN = Instant.parse("2026-11-27T04:05:06.123456789Z");
  private static final InstanceSpec SPEC =
      new InstanceSpec("web-1", new Flavor(2, 3L << 40, 5L << 40), 2, 7);
  private static final GuestEvidence RUNNING =
      new GuestEvidence(
          ID, GuestState.RUNNING, "booted", true, new Incarnation(9, SEEN.minusNanos(1)), SEEN);
  private static final GuestEvidence ABSENT =
      GuestEvidence.absent(new InstanceId("other"), SEEN.plusSeconds(1));

  /** By the type as the interface writes it. */
  private static final Map<String, Object> BY_TYPE = new TreeMap<>();

  static {
    put("InstanceId", ID);
    put("Collection<InstanceId>", List.of(ID, new InstanceId("other")));
    put("DomainTemplate", new DomainTemplate(ID, SPEC, Vif.of(ID, 2), Volume.of(ID, SPEC, false)));
    put(
        "MigrateCall",
        new MigrateCall(
            ID, "hv2", "simulated://hv2", true, false, 1L << 33, Duration.ofNanos(12345), true));
    put("Duration", Duration.ofMillis(1234));
    put(
        "HostFacts",
        new HostFacts("QEMU", 8_002_000, "<cpu/>\n\"ü\"", List.of("pc", "q35"), "qemu://hv1"));
    put("List<Vif>", Vif.of(ID, 2));
    put("List<Volume>", List.of(new Volume(ID, 0, 1L << 40, true), new Volume(ID, 1, 3)));
    put("IfMissing", IfMissing.FAIL);
    put("Done", Done.getInstance());
    put("Map<InstanceId, GuestEvidence>", evidence());
    put("List<GuestEvidence>", List.of(RUNNING, ABSENT));
    put(
        "Optional<JobInfo>",
        Optional.of(
            new JobInfo(3, 5L << 32, 7, 11, 13, Duration.ofMillis(17), Duration.ofNanos(19))));
    put("List<DiskInfo>", List.of(new DiskInfo(1L << 40, 3)));
    put("Compatibility", Compatibility.no("it is another one"));
  }

  private Samples() {}

  private static void put(String type, Object sample) {
    BY_TYPE.put(type, sample);
  }

  private static Map<InstanceId, GuestEvidence> evidence() {
    Map<InstanceId, GuestEvidence> evidence = new TreeMap<>();
    evidence.put(RUNNING.id(), RUNNING);
    evidence.put(ABSENT.id(), ABSENT);
    return evidence;
  }

  /** A value of the type; a type that is new to the ports has to be added above. */
  static Object of(java.lang.reflect.Type type) {
    String name = type.getTypeName().replaceAll("[a-z]+\\.", "");
    Object sample = BY_TYPE.get(name);
    if (sample == null) {
      throw new AssertionError("no sample of " + name);
    }
    return sample;
  }
}
