package io.drover.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import org.junit.jupiter.api.Test;

/** Guests whose memory is put on the host's disk. */
interface SavePromises {

  Bench bench();

  @Test
  default void aSavedGuestGoesOnWhenItIsRestored() {
    DomainTemplate guest = bench().running();
    InstanceId id = guest.id();
    Incarnation before = bench().incarnation(id);
    if (isRefused(id)) {
      return;
    }

    bench().answer(bench().source.save(id));

    assertEquals(GuestState.SUSPENDED, bench().state(bench().source, id));
    assertTrue(
        bench().answer(bench().source.list()).stream().anyMatch(seen -> seen.id().equals(id)),
        "a saved guest is listed");
    bench().fails(bench().source.create(guest), Kind.ALREADY_EXISTS);
    bench().answer(bench().source.restore(id));
    bench().becomes(bench().source, id, GuestState.RUNNING);
    assertNotEquals(before, bench().incarnation(id));
  }

  @Test
  default void aPausedGuestCanBeSavedTooAndRunsOnceItIsRestored() {
    InstanceId id = bench().running().id();
    if (isRefused(id)) {
      return;
    }
    bench().answer(bench().source.pause(id));

    bench().answer(bench().source.save(id));

    assertEquals(GuestState.SUSPENDED, bench().state(bench().source, id));
    bench().answer(bench().source.restore(id));
    bench().becomes(bench().source, id, GuestState.RUNNING);
  }

  @Test
  default void aSavedGuestThatIsDestroyedIsGone() {
    InstanceId id = bench().running().id();
    if (isRefused(id)) {
      return;
    }
    bench().answer(bench().source.save(id));

    bench().answer(bench().source.destroy(id));

    assertEquals(GuestState.ABSENT, bench().state(bench().source, id));
    bench().fails(bench().source.restore(id), Kind.NOT_FOUND);
  }

  @Test
  default void onlyWhatWasSavedIsRestored() {
    InstanceId id = bench().running().id();
    if (isRefused(id)) {
      return;
    }

    bench().fails(bench().source.restore(id), Kind.INVALID_STATE);

    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    InstanceId nobody = bench().hosts.guest(0).id();
    bench().fails(bench().source.save(nobody), Kind.NOT_FOUND);
    bench().fails(bench().source.restore(nobody), Kind.NOT_FOUND);
  }

  /** Whether saving is not there, which it then says, and leaves the guest alone. */
  private boolean isRefused(InstanceId id) {
    if (bench().supports(Feature.SAVE)) {
      return false;
    }
    bench().fails(bench().source.save(id), Kind.NOT_SUPPORTED);
    bench().fails(bench().source.restore(id), Kind.NOT_SUPPORTED);
    assertEquals(GuestState.RUNNING, bench().state(bench().source, id));
    return true;
  }
}
