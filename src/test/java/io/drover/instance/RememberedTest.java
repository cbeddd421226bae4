package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.instance.RegistryEvent.Forgotten;
import io.drover.instance.RegistryEvent.Opened;
import io.drover.instance.RegistryEvent.PurgeBegan;
import io.drover.instance.RegistryEvent.Registered;
import io.drover.instance.RegistryEvent.Rested;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.PowerState;
import io.drover.model.VmState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the index and the registry know of instances, by its events. */
class RememberedTest {
  private static final InstanceId ID = Given.ID;
  private static final Registered REGISTERED = new Registered(ID, Given.SPEC, "hv1", null);
  private static final Resting ACTIVE = Resting.of(Given.idle(VmState.ACTIVE), Given.NOW);
  private static final Resting DELETED = Resting.of(Given.idle(VmState.DELETED), Given.NOW);

  private static List<IndexEntry> after(RegistryEvent... events) {
    Remembered all = Remembered.NOTHING;
    for (RegistryEvent event : events) {
      all = all.apply(event);
    }
    return all.all();
  }

  @Test
  void whatIsRegisteredHasWorkToDoOnItsHost() {
    assertThat(after(REGISTERED))
        .containsExactly(new IndexEntry(ID, Given.SPEC, null, List.of("hv1"), null, false));
  }

  @Test
  void theHostsOfUnfinishedWorkAddUpUntilItRests() {
    Opened toHv2 = new Opened(ID, List.of("hv2"));
    assertThat(after(REGISTERED, toHv2).get(0).open()).containsExactly("hv1", "hv2");
    assertThat(after(REGISTERED, toHv2, new Rested(ID, ACTIVE)).get(0).unfinished()).isFalse();
    assertThat(after(REGISTERED, new Rested(ID, ACTIVE), toHv2).get(0).open())
        .containsExactly("hv2");
  }

  @Test
  void whatIsForgottenIsGoneAndComesBackByItsRegistrationOnly() {
    assertThat(after(REGISTERED, new Forgotten(ID))).isEmpty();
    assertThat(after(REGISTERED, new Forgotten(ID), new Rested(ID, ACTIVE))).isEmpty();
  }

  @Test
  void oneThatWasNeverCreatedIsRegisteredAnewForAnotherRequest() {
    InstanceSpec other = new InstanceSpec("web-2", Given.SPEC.flavor(), 0, 0);
    Registered again = new Registered(ID, other, "hv2", "key");

    assertThat(after(REGISTERED, again)).containsExactly(IndexEntry.of(again));
    assertThat(after(REGISTERED, new Rested(ID, ACTIVE), again).get(0).spec())
        .isEqualTo(Given.SPEC);
  }

  @Test
  void whatIsBeingPurgedStaysSoUntilItIsForgotten() {
    RegistryEvent began = new PurgeBegan(ID);
    IndexEntry purging = after(REGISTERED, new Rested(ID, DELETED), began).get(0);
    assertThat(purging.purging()).isTrue();
    assertThat(purging.restsOn("hv1")).isFalse();
    assertThat(after(REGISTERED, new Rested(ID, DELETED), began, new Rested(ID, DELETED)))
        .containsExactly(purging);

    assertThat(after(REGISTERED, new Rested(ID, DELETED), began, new Forgotten(ID))).isEmpty();
    assertThat(after(began)).isEmpty();
  }

  @Test
  void nothingIsNeverChanged() {
    Remembered.NOTHING.apply(REGISTERED);

    assertThat(Remembered.NOTHING.all()).isEmpty();
  }

  @Test
  void tellsWhetherAWriteWasStored() {
    Remembered stored = Remembered.NOTHING.apply(REGISTERED).apply(new Rested(ID, ACTIVE));

    assertThat(stored.has(List.of(new Rested(ID, ACTIVE)))).isTrue();
    assertThat(stored.has(List.of(REGISTERED, new Rested(ID, ACTIVE)))).isTrue();
    assertThat(stored.has(List.of(new Opened(ID, List.of("hv2"))))).isFalse();
    assertThat(stored.has(List.of(new Forgotten(ID)))).isFalse();
    assertThat(Remembered.NOTHING.has(List.of(REGISTERED))).isFalse();
  }

  @Test
  void aNameIsFreeWhenItsInstanceIsDeletedAndFindsTheOneThatHadItLast() {
    Roster roster = new Roster();
    roster.add(IndexEntry.of(REGISTERED));
    assertThat(roster.taken("web-1")).isTrue();

    roster.replace(IndexEntry.of(REGISTERED).rested(DELETED));
    assertThat(roster.taken("web-1")).isFalse();

    InstanceId second = new InstanceId("i-2");
    roster.add(IndexEntry.of(new Registered(second, Given.SPEC, "hv1", null)));
    assertThat(roster.find("web-1").orElseThrow().id()).isEqualTo(second);

    roster.forget(second);
    assertThat(roster.find("web-1").orElseThrow().id()).isEqualTo(ID);
    assertThat(roster.taken("web-1")).isFalse();
  }

  @Test
  void aNameOutlivesWhoHadItBefore() {
    Roster roster = new Roster();
    InstanceSpec spec = Given.SPEC;
    List<InstanceId> ids = List.of(ID, new InstanceId("i-2"), new InstanceId("i-3"));
    ids.forEach(id -> roster.add(IndexEntry.of(new Registered(id, spec, "hv1", null))));

    roster.forget(ids.get(1));
    roster.forget(ids.get(2));

    assertThat(roster.find("web-1").orElseThrow().id()).isEqualTo(ID);
  }

  @Test
  void whatRestsIsSeenWithItsLatestMigration() {
    IndexEntry entry = IndexEntry.of(REGISTERED).rested(ACTIVE);

    assertThat(entry.view().vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(entry.view().powerState()).isEqualTo(PowerState.RUNNING);
    assertThat(entry.state().claim()).isEqualTo(Given.idle(VmState.ACTIVE).claim());
    assertThat(entry.restsOn("hv1")).isTrue();
    assertThat(entry.restsOn("hv2")).isFalse();
  }
}
