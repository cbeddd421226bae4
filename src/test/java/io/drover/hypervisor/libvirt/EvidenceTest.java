package io.drover.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
  private static final InstanceId RUNS = new InstanceId("runs");
  private static final InstanceId STUCK = new InstanceId("stuck");
  private static final InstanceId GONE = new InstanceId("gone");

  @Test
  void neverTakesAGuestThatDidNotTellForAbsent() {
    GuestEvidence runs =
        new GuestEvidence(RUNS, GuestState.RUNNING, "booted", false, new Incarnation(1, NOW), NOW);
    Evidence evidence =
        new Evidence(new TreeMap<>(Map.of(RUNS, runs)), new TreeSet<>(List.of(STUCK)));

    assertThat(evidence.answer(Set.of(RUNS, STUCK, GONE), NOW))
        .containsOnly(Map.entry(RUNS, runs), Map.entry(GONE, GuestEvidence.absent(GONE, NOW)));
  }
}
