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
            new TreeMap<>(Map.of(id("gone"), 1)));

    assertThat(leaks(List.of(), view(0, 0), left))
        .containsExactly(
            "hv1: a VIF of id-of-gone, which is not there",
            "hv1: a volume of id-of-gone, which is not there");
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
    return new HostView(
        "hv1",
        HostState.UP,
        "",
        "",
        Flavor.NONE,
        Flavor.NONE,
        Arrays.stream(claims).map(Views::id).toList(),
        out,
        in);
  }

  private static HostTruth truth(boolean reachable, SortedMap<InstanceId, GuestState> guests) {
    return new HostTruth(reachable, guests, new TreeMap<>(), new TreeMap<>());
  }

  private static SortedMap<InstanceId, GuestState> running(String name) {
    return new TreeMap<>(Map.of(id(name), GuestState.RUNNING));
  }
}
