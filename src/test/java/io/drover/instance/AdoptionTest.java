package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.Sighting;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.PowerState;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdoptionTest {
  private static final Sighting NOT_ON_HV2 =
      Sighting.of("hv2", GuestEvidence.absent(Given.ID, Given.NOW));

  @Test
  void aGuestIsRecordedAsItIsSeen() {
    assertThat(adopt(seen("hv1", GuestState.PAUSED, false), NOT_ON_HV2))
        .isEqualTo(
            new Adoption(
                null,
                new InstanceEvent.Adopted(
                    Given.SPEC, "hv1", VmState.PAUSED, PowerState.PAUSED, Given.NOW)));
    assertThat(
            InstanceState.empty(Given.ID)
                .after(
                    new InstanceEvent.Adopted(
                        Given.SPEC, "hv1", VmState.ACTIVE, PowerState.RUNNING, Given.NOW)))
        .satisfies(state -> assertThat(state.idle()).isTrue())
        .satisfies(state -> assertThat(state.claim()).isPresent())
        .extracting(InstanceState::vmState)
        .isEqualTo(VmState.ACTIVE);
  }

  @ParameterizedTest
  @EnumSource(
      value = GuestState.class,
      names = {"RUNNING", "PAUSED", "SUSPENDED", "ABSENT"},
      mode = EnumSource.Mode.EXCLUDE)
  void aGuestOfWhichNothingCanBeSaidIsNot(GuestState state) {
    assertRefused(Refusal.INVALID_STATE, adopt(seen("hv1", state, false), NOT_ON_HV2));
  }

  @Test
  void aGuestThatIsNotThereOrElsewhereTooIsNot() {
    Sighting absent = Sighting.of("hv1", GuestEvidence.absent(Given.ID, Given.NOW));
    Sighting running = seen("hv1", GuestState.RUNNING, false);

    assertRefused(Refusal.NOT_FOUND, adopt(absent, NOT_ON_HV2));
    assertRefused(Refusal.CONFLICT, adopt(running, seen("hv2", GuestState.INCOMING, false)));
    assertRefused(Refusal.INVALID_STATE, adopt(seen("hv1", GuestState.RUNNING, true), NOT_ON_HV2));
  }

  @Test
  void aHostThatCannotBeAskedGivesNoGuest() {
    assertRefused(Refusal.HOST_DOWN, adopt(Sighting.hostLost("hv1", "silent"), NOT_ON_HV2));
    assertRefused(
        Refusal.HOST_DOWN, adopt(Sighting.hostDown("hv1", Given.ID, Given.NOW), NOT_ON_HV2));
    assertRefused(Refusal.HOST_DOWN, adopt());
  }

  private static void assertRefused(Refusal reason, Adoption adoption) {
    assertThat(adoption.event()).isNull();
    assertThat(adoption.rejection()).extracting(Rejection::reason).isEqualTo(reason);
  }

  private static Adoption adopt(Sighting... seen) {
    return Adoption.of(Given.ID, Given.SPEC, "hv1", List.of(seen), Given.NOW);
  }

  private static Sighting seen(String host, GuestState state, boolean job) {
    return Sighting.of(
        host,
        new GuestEvidence(Given.ID, state, "", job, new Incarnation(1, Given.NOW), Given.NOW));
  }
}
