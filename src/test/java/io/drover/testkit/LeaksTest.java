package io.drover.testkit;

import static io.drover.scenario.Views.active;
import static io.drover.scenario.Views.id;
import static io.drover.scenario.Views.instance;
import static io.drover.scenario.Views.migration;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.GuestState;
import io.drover.model.Flavor;
import io.drover.model.HookState;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.TaskState;
import io.drover.model.VmState;
import io.drover.scenario.Views;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeaksTest {

  private static final InstanceView WEB = active("web-1", "hv1");
  private static final Flavor LARGE = new Flavor(2, 4 << 20, 8 << 20);

  @Test
  void findsNothingWhereEverythingIsInItsPlace() {
    assertThat(leaks(List.of(WEB), view(0, 0, "web-1"), truth(true, running("web-1")))).isEmpty();
  }

  @Test
  void letsAStoppedInstanceKeepItsPlace() {
    InstanceView stopped = instance("web-1", "hv1", VmState.STOPPED, TaskState.NONE);

    assertThat(leaks(List.of(stopped), view(0, 0, "web-1"), truth(true, new TreeMap<>())))
        .isEmpty();
  }

  @Test
  void findsClaimsThatAreTooManyOrTooFew() {
    assertThat(leaks(List.of(WEB), view(0, 0, "web-1", "gone"), truth(true, running("web-1"))))
        .containsExactly("hv1: a claim of id-of-gone, which is not there");
    assertThat(leaks(List.of(WEB), view(0, 0), truth(true, running("web-1"))))
        .containsExactly("hv1: no claim of web-1, which is there");
  }

  @Test
  void findsGuestsWhereNoneShouldBe() {
    InstanceView elsewhere = active("web-1", "hv2");
    InstanceView deleted = instance("web-1", "hv1", VmState.DELETED, TaskState.NONE);

    assertThat(leaks(List.of(elsewhere), view(0, 0, "web-1"), truth(true, running("web-1"))))
        .containsExactly("hv1: a guest of web-1 (running), which is recorded on hv2");
    assertThat(leaks(List.of(deleted), view(0, 0, "web-1"), truth(true, running("web-1"))))
        .containsExactly("hv1: a guest of web-1, which should not be there");
  }

  @Test
  void findsVifsAndVolumesOfNobody() {
    HostTruth left =
        new HostTruth(
            true,
            new TreeMap<>(),
            new TreeMap<>(Map.of(id("gone"), 1)),
            true,
            new TreeMap<>(Map.of(id("gone"), 1)));

    assertThat(leaks(List.of(), view(0, 0), left))
        .containsExactly(
            "hv1: a VIF of id-of-gone, which is not there",
            "hv1: a volume of id-of-gone, which is not there");
  }

  @Test
  void findsVifsAndVolumesThatAreTooManyOrTooFew() {
    InstanceView large = Views.sized(WEB, LARGE, 2);

    assertThat(leaks(List.of(large), claimed(LARGE, "web-1"), holding(2, 1))).isEmpty();
    assertThat(leaks(List.of(large), claimed(LARGE, "web-1"), holding(0, 0)))
        .containsExactly(
            "hv1: no VIF of web-1, which is there", "hv1: no volume of web-1, which is there");
    assertThat(leaks(List.of(large), claimed(LARGE, "web-1"), holding(1, 2)))
        .containsExactly(
            "hv1: 1 VIFs of web-1, which has 2", "hv1: 2 volumes of web-1, which has 1");
  }

  @Test
  void findsWhatAStoppedInstanceHasNotReleased() {
    InstanceView stopped =
        Views.sized(instance("web-1", "hv1", VmState.STOPPED, TaskState.NONE), LARGE, 1);
    HostTruth left =
        new HostTruth(
            true,
            new TreeMap<>(),
            new TreeMap<>(Map.of(id("web-1"), 1)),
            true,
            new TreeMap<>(Map.of(id("web-1"), 1)));

    assertThat(leaks(List.of(stopped), claimed(LARGE, "web-1"), left))
        .containsExactly(
            "hv1: a VIF of web-1, which is not there",
            "hv1: a volume of web-1, which is not there");
  }

  @Test
  void doesNotMissVolumesWhereTheyCannotBeSeen() {
    InstanceView large = Views.sized(WEB, LARGE, 0);
    HostTruth unseen =
        new HostTruth(true, running("web-1"), new TreeMap<>(), false, new TreeMap<>());

    assertThat(leaks(List.of(large), claimed(LARGE, "web-1"), unseen)).isEmpty();
  }

  @Test
  void findsClaimsOfAWrongSize() {
    InstanceView large = Views.sized(WEB, LARGE, 0);

    assertThat(leaks(List.of(large), claimed(new Flavor(1, 1 << 20, 0), "web-1"), holding(0, 1)))
        .containsExactly(
            "hv1: 1 processors, 1 MiB of memory and 0 MiB of disk is claimed, where those who claim"
                + " have 2 processors, 4 MiB of memory and 8 MiB of disk");
  }

  @Test
  void findsSlotsThatAreStillHeldAndWhatIsPending() {
    InstanceView moving =
        active(
            "web-1",
            "hv1",
            migration("m", "web-1", MigrationStatus.COMPLETED, null, HookState.PENDING));

    assertThat(leaks(List.of(moving), view(1, 2, "web-1"), truth(true, running("web-1"))))
        .containsExactly(
            "hv1: migration slots are held (out: 1, in: 2)", "web-1 is pending: hook pending");
  }

  @Test
  void leavesOutHostsThatCannotBeReached() {
    assertThat(leaks(List.of(WEB), view(1, 0, "gone"), truth(false, new TreeMap<>()))).isEmpty();
  }

  private static List<String> leaks(List<InstanceView> views, HostView host, HostTruth truth) {
    return Leaks.find(views, List.of(host), Map.of("hv1", truth));
  }

  private static HostView view(int out, int in, String... claims) {
    return view(Flavor.NONE, out, in, claims);
  }

  private static HostView claimed(Flavor size, String... claims) {
    return view(size, 0, 0, claims);
  }

  private static HostView view(Flavor claimed, int out, int in, String... claims) {
    return new HostView(
        "hv1",
        HostState.UP,
        "",
        "",
        Flavor.NONE,
        claimed,
        Arrays.stream(claims).map(Views::id).toList(),
        out,
        in);
  }

  private static HostTruth truth(boolean reachable, SortedMap<InstanceId, GuestState> guests) {
    return new HostTruth(reachable, guests, new TreeMap<>(), true, new TreeMap<>());
  }

  /** A host on which web-1 runs, with so many VIFs and volumes. */
  private static HostTruth holding(int vifs, int volumes) {
    return new HostTruth(true, running("web-1"), counted(vifs), true, counted(volumes));
  }

  private static SortedMap<InstanceId, Integer> counted(int count) {
    return new TreeMap<>(count == 0 ? Map.of() : Map.of(id("web-1"), count));
  }

  private static SortedMap<InstanceId, GuestState> running(String name) {
    return new TreeMap<>(Map.of(id(name), GuestState.RUNNING));
  }
}
