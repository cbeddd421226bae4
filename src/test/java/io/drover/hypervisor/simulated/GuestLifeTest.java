package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.id;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.hypervisor.Compatibility;
import io.drover.hypervisor.DiskInfo;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HostFacts;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.Flavor;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class GuestLifeTest {
  private final FleetHarness hosts = new FleetHarness();

  @Test
  void aGuestBootsInTwoSeconds() {
    InstanceId web = id("web");
    CompletionStage<Done> created = hosts.on("hv1").create(template("web", GIB, 0, 0));

    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(created).isNotDone();
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(created).isCompleted();

    hosts.timeline.advance(Duration.ofMillis(1997));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void evidenceIsOfTheMomentOfTheQuestion() {
    InstanceId web = id("web");
    CompletionStage<List<GuestEvidence>> early = hosts.on("hv1").list();
    CompletionStage<Done> created = hosts.on("hv1").create(template("web", GIB, 0, 0));

    assertThat(hosts.answer(early)).isEmpty();
    hosts.answer(created);
    assertThat(hosts.answer(hosts.on("hv1").list()))
        .containsExactly(
            new GuestEvidence(
                web,
                GuestState.STARTING,
                "booting",
                false,
                new Incarnation(1, Instant.EPOCH),
                Instant.EPOCH.plusMillis(2)));
  }

  @Test
  void aLookHasAnEntryForEachGuestThatItAsksFor() {
    InstanceId web = hosts.running("hv1", "web", 0);

    assertThat(hosts.answer(hosts.on("hv1").look(List.of(web, id("gone")))))
        .hasSize(2)
        .hasEntrySatisfying(web, seen -> assertThat(seen.state()).isEqualTo(GuestState.RUNNING))
        .hasEntrySatisfying(
            id("gone"), seen -> assertThat(seen.state()).isEqualTo(GuestState.ABSENT));
  }

  @Test
  void aGuestIsCreatedOnceOnAHost() {
    hosts.running("hv1", "web", 0);

    assertThat(hosts.failureKind(hosts.on("hv1").create(template("web", GIB, 0, 0))))
        .isEqualTo(Kind.ALREADY_EXISTS);
  }

  @Test
  void asksNobodyWhetherTheGuestRunsElsewhere() {
    InstanceId web = hosts.running("hv1", "web", 0);

    hosts.answer(hosts.on("hv2").create(template("web", GIB, 0, 0)));

    assertThat(hosts.truth().runningCopies(web)).isEqualTo(2);
    hosts.answer(hosts.on("hv2").destroy(web));
    assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
    assertThat(hosts.truth().mostRunningCopies(web)).isEqualTo(2);
  }

  @Test
  void theButtonShutsAGuestDownInASecond() {
    InstanceId web = hosts.running("hv1", "web", 0);

    hosts.on("hv1").shutdown(web);
    hosts.timeline.advance(Duration.ofMillis(999));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    hosts.timeline.advance(Duration.ofMillis(1));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.ABSENT);
  }

  @Test
  void aGuestThatIsBootingOrPausedIgnoresTheButton() {
    InstanceId web = id("web");
    hosts.answer(hosts.on("hv1").create(template("web", GIB, 0, 0)));
    hosts.answer(hosts.on("hv1").shutdown(web));
    hosts.timeline.advance(Duration.ofSeconds(10));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);

    hosts.on("hv1").shutdown(web);
    hosts.answer(hosts.on("hv1").pause(web));
    hosts.timeline.advance(Duration.ofSeconds(10));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
  }

  @Test
  void aResetStartsTheSameIncarnationAgain() {
    InstanceId web = hosts.running("hv1", "web", 0);
    Incarnation before = hosts.incarnation("hv1", web);

    hosts.answer(hosts.on("hv1").reset(web));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
    hosts.timeline.advance(Duration.ofSeconds(2));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.incarnation("hv1", web)).isEqualTo(before);
  }

  @Test
  void startsAtOneMomentAreToldApart() {
    FleetHarness immediate = new FleetHarness(FleetSettings.immediate());
    InstanceId web = id("web");
    immediate.answer(immediate.on("hv1").create(template("web", GIB, 0, 0)));
    Incarnation before = immediate.incarnation("hv1", web);

    immediate.answer(immediate.on("hv1").destroy(web));
    immediate.answer(immediate.on("hv1").create(template("web", GIB, 0, 0)));

    assertThat(immediate.incarnation("hv1", web)).isNotEqualTo(before);
  }

  @Test
  void aResetCancelsTheButton() {
    InstanceId web = hosts.running("hv1", "web", 0);
    hosts.on("hv1").shutdown(web);
    hosts.on("hv1").reset(web);

    hosts.timeline.advance(Duration.ofSeconds(10));

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aGuestThatWasCreatedAnewIsAnotherDomain() {
    InstanceId web = hosts.running("hv1", "web", 0);
    Incarnation before = hosts.incarnation("hv1", web);
    hosts.answer(hosts.on("hv1").destroy(web));

    hosts.running("hv1", "web", 0);

    assertThat(hosts.incarnation("hv1", web).domainId()).isEqualTo(before.domainId() + 1);
  }

  @Test
  void pausesAndResumes() {
    InstanceId web = hosts.running("hv1", "web", 0);

    hosts.answer(hosts.on("hv1").pause(web));
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.PAUSED);
    assertThat(hosts.truth().runningCopies(web)).isEqualTo(1);
    assertThat(hosts.failureKind(hosts.on("hv1").pause(web))).isEqualTo(Kind.INVALID_STATE);

    hosts.answer(hosts.on("hv1").resume(web));
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.failureKind(hosts.on("hv1").resume(web))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void aSavedGuestDoesNotRunAndGoesOnWhenItIsRestored() {
    InstanceId web = hosts.running("hv1", "web", 0);
    Incarnation before = hosts.incarnation("hv1", web);

    hosts.answer(hosts.on("hv1").save(web));
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.SUSPENDED);
    assertThat(hosts.truth().runningCopies(web)).isZero();
    assertThat(hosts.failureKind(hosts.on("hv1").save(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").resume(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").create(template("web", GIB, 0, 0))))
        .isEqualTo(Kind.ALREADY_EXISTS);

    hosts.answer(hosts.on("hv1").restore(web));
    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.RUNNING);
    assertThat(hosts.incarnation("hv1", web)).isNotEqualTo(before);
    assertThat(hosts.failureKind(hosts.on("hv1").restore(web))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void aSavedGuestThatIsDestroyedIsGone() {
    InstanceId web = hosts.running("hv1", "web", 0);
    hosts.answer(hosts.on("hv1").save(web));

    hosts.answer(hosts.on("hv1").destroy(web));

    assertThat(hosts.look("hv1", web).state()).isEqualTo(GuestState.ABSENT);
    assertThat(hosts.failureKind(hosts.on("hv1").restore(web))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aGuestThatMovesCannotBeSaved() {
    InstanceId web = hosts.running("hv1", "web", 0);
    hosts.migrate(web, "hv1", "hv2");

    assertThat(hosts.failureKind(hosts.on("hv1").save(web))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void aGuestThatMovesCannotBeResetOrShutDown() {
    InstanceId web = hosts.running("hv1", "web", 0);
    hosts.migrate(web, "hv1", "hv2");

    assertThat(hosts.failureKind(hosts.on("hv1").reset(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv1").shutdown(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv2").reset(web))).isEqualTo(Kind.INVALID_STATE);
    assertThat(hosts.failureKind(hosts.on("hv2").pause(web))).isEqualTo(Kind.INVALID_STATE);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    InstanceId none = id("none");

    assertThat(
            List.of(
                hosts.failureKind(hosts.on("hv1").destroy(none)),
                hosts.failureKind(hosts.on("hv1").shutdown(none)),
                hosts.failureKind(hosts.on("hv1").reset(none)),
                hosts.failureKind(hosts.on("hv1").pause(none)),
                hosts.failureKind(hosts.on("hv1").resume(none)),
                hosts.failureKind(hosts.on("hv1").save(none)),
                hosts.failureKind(hosts.on("hv1").restore(none)),
                hosts.failureKind(hosts.on("hv1").abortJob(none)),
                hosts.failureKind(hosts.on("hv1").setMaxDowntime(none, Duration.ZERO)),
                hosts.failureKind(hosts.on("hv1").startPostCopy(none)),
                hosts.failureKind(hosts.on("hv1").diskInfo(none))))
        .containsOnly(Kind.NOT_FOUND);
    assertThat(hosts.job("hv1", none)).isEmpty();
  }

  @Test
  void halfOfADiskIsWritten() {
    InstanceId web = hosts.running("hv1", template("web", GIB, 20 * GIB, 0));
    InstanceId diskless = hosts.running("hv1", template("diskless", GIB, 0, 0));

    assertThat(hosts.answer(hosts.on("hv1").diskInfo(web)))
        .containsExactly(new DiskInfo(20 * GIB, 10 * GIB));
    assertThat(hosts.answer(hosts.on("hv1").diskInfo(diskless))).isEmpty();
  }

  @Test
  void hostsOfTheFleetAreAlike() {
    HostFacts facts = hosts.answer(hosts.on("hv1").connect());
    assertThat(facts.type()).isEqualTo("simulated");

    assertThat(hosts.answer(hosts.on("hv2").compare(facts))).isEqualTo(Compatibility.YES);
    HostFacts older =
        new HostFacts(facts.type(), 1, "older", facts.machineTypes(), facts.peerAddress());
    assertThat(hosts.answer(hosts.on("hv2").compare(older)).compatible()).isFalse();
    HostFacts foreign =
        new HostFacts("QEMU", 1, facts.cpuModel(), facts.machineTypes(), facts.peerAddress());
    assertThat(hosts.answer(hosts.on("hv2").compare(foreign)).compatible()).isFalse();
  }

  @Test
  void vifsAndVolumesStayUntilTheyAreTakenAway() {
    InstanceId web = id("web");
    List<Vif> vifs = Vif.of(web, 2);
    List<Volume> volumes = List.of(new Volume(web, 0, GIB));
    SimulatedConnection host = hosts.connection("hv1");

    CompletionStage<Done> plugged = host.vifPlugger().plug(web, vifs);
    hosts.timeline.advance(Duration.ofMillis(19));
    assertThat(plugged).isNotDone();
    hosts.answer(plugged);
    hosts.answer(host.vifPlugger().plug(web, vifs));
    hosts.answer(host.volumeConnector().connect(web, volumes, IfMissing.MAKE));
    assertThat(hosts.truth().vifs("hv1")).containsOnlyKeys(web).containsEntry(web, vifs);
    assertThat(hosts.truth().volumes("hv1")).containsOnlyKeys(web).containsEntry(web, volumes);

    hosts.answer(host.vifPlugger().unplug(web, vifs));
    hosts.answer(host.vifPlugger().unplug(web, vifs));
    hosts.answer(host.volumeConnector().disconnect(web, volumes));
    assertThat(hosts.truth().vifs("hv1")).isEmpty();
    assertThat(hosts.truth().volumes("hv1")).isEmpty();
  }

  @Test
  void namesItsHostsAndRefusesOthers() {
    assertThat(hosts.truth().hosts()).containsExactly("hv1", "hv2", "hv3");
    assertThatThrownBy(() -> hosts.fleet.connect("hv9"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> hosts.truth().guests("hv9"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> hosts.fleet.addHost(new SimulatedHostSpec("hv1", Flavor.NONE, GIB, true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SimulatedHostSpec("hv4", Flavor.NONE, 0, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void callsAreCounted() {
    InstanceId web = id("web");
    hosts.answer(hosts.on("hv1").destroy(web).exceptionally(gone -> Done.getInstance()));
    hosts.answer(hosts.connection("hv2").vifPlugger().plug(web, Vif.of(web, 1)));
    hosts.answer(hosts.connection("hv1").vifPlugger().plug(web, Vif.of(web, 1)));

    assertThat(hosts.truth().calls("hv1", Call.PLUG_VIF)).isEqualTo(1);
    assertThat(hosts.truth().calls(Call.PLUG_VIF)).isEqualTo(2);
    assertThat(hosts.truth().calls("hv1", Call.ANY)).isEqualTo(2);
    assertThat(hosts.truth().calls(Call.RESET)).isZero();
  }
}
