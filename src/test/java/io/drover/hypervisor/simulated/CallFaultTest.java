package io.drover.hypervisor.simulated;

import static io.drover.hypervisor.simulated.FleetHarness.GIB;
import static io.drover.hypervisor.simulated.FleetHarness.MIB;
import static io.drover.hypervisor.simulated.FleetHarness.id;
import static io.drover.hypervisor.simulated.FleetHarness.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.command.ProcessExecutionException;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.model.InstanceId;
import io.drover.network.Vif;
import io.drover.network.VifPlugger;
import io.drover.storage.IfMissing;
import io.drover.storage.Volume;
import io.drover.storage.VolumeConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallFaultTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final FleetHarness hosts = new FleetHarness();
  private final InstanceId web = id("web");

  private CompletionStage<Done> create(String host, String name) {
    return hosts.on(host).create(template(name, GIB, 0, 0));
  }

  private CompletionStage<Done> plug(String host) {
    return hosts.connection(host).vifPlugger().plug(web, Vif.of(web, 1));
  }

  @Test
  void anErrorHasNoEffect() {
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.ERROR));

    assertThat(hosts.failureKind(create("hv1", "web"))).isEqualTo(Kind.FAILED);

    assertThat(hosts.truth().guests("hv1")).isEmpty();
  }

  @Test
  void anErrorOfACommandIsAProcessThatFailed() {
    hosts.fleet.inject(CallFault.of(Call.PLUG_VIF, FaultKind.ERROR));

    assertThat(hosts.failure(plug("hv1"))).isInstanceOf(ProcessExecutionException.class);

    assertThat(hosts.truth().vifs("hv1")).isEmpty();
  }

  @Test
  void aLostAnswerTakesEffect() {
    hosts.fleet.inject(CallFault.of(Call.ANY, FaultKind.LOST_ANSWER));

    assertThat(hosts.failureKind(create("hv1", "web"))).isEqualTo(Kind.FAILED);
    assertThat(hosts.failure(plug("hv1"))).isInstanceOf(ProcessExecutionException.class);

    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
    assertThat(hosts.truth().vifs("hv1")).containsKey(web);
  }

  @Test
  void theLostAnswerOfAMigrationIsReportedAtOnceAndTheTransferGoesOn() {
    hosts.running("hv1", "web", 100 * MIB);
    hosts.fleet.inject(CallFault.of(Call.MIGRATE, FaultKind.LOST_ANSWER));
    Duration before = hosts.timeline.elapsed();

    assertThat(hosts.failureKind(hosts.migrate(web, "hv1", "hv2"))).isEqualTo(Kind.FAILED);

    assertThat(hosts.timeline.elapsed()).isEqualTo(before.plusMillis(2));
    assertThat(hosts.truth().leaving("hv1")).containsExactly(web);
    hosts.timeline.advance(Duration.ofSeconds(10));
    assertThat(hosts.state("hv2", web)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void aHangHasNoEffectAndIsAnsweredWithAnErrorWhenHealed() {
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.HANG).named("stuck"));
    CompletionStage<Done> created = create("hv1", "web");
    hosts.timeline.advance(LONG);
    assertThat(created).isNotDone();

    assertThat(hosts.fleet.heal(FaultSelector.named("stuck"))).isEqualTo(1);

    assertThat(hosts.failureKind(created)).isEqualTo(Kind.FAILED);
    hosts.timeline.advance(LONG);
    assertThat(hosts.truth().guests("hv1")).isEmpty();
    hosts.answer(create("hv1", "web"));
  }

  @Test
  void aSlowCallTakesEffectAndIsAnsweredLate() {
    hosts.fleet.inject(CallFault.slow(Call.CREATE, Duration.ofSeconds(5)));
    CompletionStage<Done> created = create("hv1", "web");

    hosts.timeline.advance(Duration.ofMillis(4999));
    assertThat(hosts.truth().guests("hv1")).isEmpty();
    hosts.timeline.advance(Duration.ofMillis(1));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.STARTING);
    assertThat(created).isNotDone();
    hosts.timeline.advance(Duration.ofMillis(2));

    assertThat(created).isCompleted();
  }

  @Test
  void aSlowCallIsLostWithThePowerOfItsHost() {
    hosts.fleet.inject(CallFault.slow(Call.CREATE, Duration.ofSeconds(5)));
    CompletionStage<Done> created = create("hv1", "web");

    hosts.fleet.inject(HostFault.of("hv1", FaultKind.DOWN));
    hosts.fleet.heal(FaultSelector.ALL);

    assertThat(hosts.failureKind(created)).isEqualTo(Kind.UNREACHABLE);
    hosts.timeline.advance(LONG);
    assertThat(hosts.truth().guests("hv1")).isEmpty();
  }

  @Test
  void strikesSoManyTimesAfterSoManyCallsHavePassed() {
    hosts.fleet.inject(CallFault.of(Call.PLUG_VIF, FaultKind.ERROR).passing(1).striking(2));

    hosts.answer(plug("hv1"));
    hosts.failure(plug("hv1"));
    hosts.failure(plug("hv1"));
    hosts.answer(plug("hv1"));
  }

  @Test
  void strikesOnlyTheHostAndTheInstanceThatItNames() {
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.ERROR).on("hv2").about(web));

    hosts.answer(create("hv1", "web"));
    hosts.answer(create("hv2", "db"));
    hosts.failure(create("hv2", "web"));
  }

  @Test
  void anyOperationIsNotTheUpkeepOfTheConnection() {
    hosts.fleet.inject(CallFault.of(Call.ANY, FaultKind.ERROR));

    hosts.answer(hosts.on("hv1").connect());
    hosts.answer(hosts.on("hv1").ping());
    hosts.failure(hosts.on("hv1").list());
    assertThat(hosts.fleet.strike(Call.JOURNAL_WRITE, null, web)).isPresent();
  }

  @Test
  void aQuestionAboutManyGuestsIsAboutEachOfThem() {
    hosts.fleet.inject(CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).about(web));

    hosts.failure(hosts.on("hv1").look(List.of(id("db"), web)));
    hosts.answer(hosts.on("hv1").look(List.of(id("db"))));
    hosts.answer(hosts.on("hv1").list());
  }

  @Test
  void theHostOfAMigrationIsItsSource() {
    hosts.running("hv1", "web", 0);
    hosts.fleet.inject(CallFault.of(Call.MIGRATE, FaultKind.ERROR).on("hv1").striking(1));
    hosts.fleet.inject(CallFault.of(Call.MIGRATE, FaultKind.ERROR).on("hv2"));

    hosts.failure(hosts.migrate(web, "hv1", "hv2"));
    hosts.answer(hosts.migrate(web, "hv1", "hv2"));
    hosts.failure(hosts.migrate(web, "hv2", "hv1"));
  }

  @Test
  void theFirstDeclaredThatIsNotSpentStrikes() {
    hosts.fleet.inject(CallFault.of(Call.ANY, FaultKind.ERROR).striking(1));
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.LOST_ANSWER).striking(1));

    hosts.failure(create("hv1", "web"));
    assertThat(hosts.truth().guests("hv1")).isEmpty();
    hosts.failure(create("hv1", "web"));
    assertThat(hosts.truth().guests("hv1")).isNotEmpty();
    hosts.answer(create("hv1", "db"));
  }

  @Test
  void healsWhatHasEverySelector() {
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.ERROR).on("hv1"));
    hosts.fleet.inject(CallFault.of(Call.CREATE, FaultKind.ERROR).on("hv2"));
    hosts.fleet.inject(CallFault.of(Call.PLUG_VIF, FaultKind.ERROR).on("hv2"));

    FaultSelector creationOnHv2 = new FaultSelector(null, null, Call.CREATE, "hv2", null, null);
    assertThat(hosts.fleet.heal(creationOnHv2)).isEqualTo(1);

    hosts.answer(create("hv2", "web"));
    hosts.failure(create("hv1", "web"));
    assertThat(hosts.fleet.heal(FaultSelector.of("hv2"))).isEqualTo(1);
    assertThat(hosts.fleet.heal(FaultSelector.of(web))).isZero();
    assertThat(hosts.fleet.heal(FaultSelector.ALL)).isEqualTo(1);
  }

  @Test
  void strikesOnlyInThePhaseThatItIsTiedTo() {
    List<InstanceId> preparing = new ArrayList<>();
    hosts.fleet.learnPhasesFrom(
        instance ->
            preparing.contains(instance)
                ? Optional.of(MigrationPhase.PREPARING)
                : Optional.empty());
    hosts.fleet.inject(
        CallFault.of(Call.PLUG_VIF, FaultKind.ERROR).during(MigrationPhase.PREPARING));

    hosts.answer(plug("hv1"));
    preparing.add(web);
    hosts.failure(plug("hv1"));
    preparing.clear();
    hosts.answer(plug("hv1"));
  }

  @Test
  void thePhaseThatCountsIsThatOfTheInstanceItNames() {
    hosts.fleet.learnPhasesFrom(
        instance -> instance.equals(web) ? Optional.empty() : Optional.of(MigrationPhase.RUNNING));
    hosts.fleet.inject(
        CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).about(web).during(MigrationPhase.RUNNING));

    hosts.answer(hosts.on("hv1").look(List.of(web, id("db"))));
    hosts.fleet.inject(
        CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).during(MigrationPhase.RUNNING));
    hosts.failure(hosts.on("hv1").look(List.of(web, id("db"))));
  }

  @Test
  void knowsTheSwitchOverByItself() {
    hosts.running("hv1", "web", 100 * MIB);
    hosts.fleet.inject(
        CallFault.of(Call.GUEST_INFO, FaultKind.ERROR).during(MigrationPhase.SWITCH_OVER));
    CompletionStage<Done> moved = hosts.migrate(web, "hv1", "hv2");
    hosts.look("hv1", web);

    hosts.timeline.advance(Duration.ofMillis(4398));
    assertThat(hosts.state("hv1", web)).isEqualTo(GuestState.PAUSED);
    hosts.failure(hosts.on("hv1").look(List.of(web)));

    hosts.answer(moved);
    hosts.look("hv1", web);
  }

  @Test
  void othersAskForFaultsOfTheirOwnOperations() {
    hosts.fleet.inject(CallFault.of(Call.POST_HOOK, FaultKind.HANG).about(web).striking(1));

    assertThat(hosts.fleet.strike(Call.JOURNAL_WRITE, null, web)).isEmpty();
    Strike strike = hosts.fleet.strike(Call.POST_HOOK, null, web).orElseThrow();
    assertThat(strike.fault().kind()).isEqualTo(FaultKind.HANG);
    assertThat(hosts.fleet.strike(Call.POST_HOOK, null, web)).isEmpty();

    List<String> log = new ArrayList<>();
    strike.whenHealed(() -> log.add("healed"));
    hosts.fleet.heal(FaultSelector.of(web));
    strike.whenHealed(() -> log.add("already"));
    assertThat(log).isEmpty();
    hosts.timeline.advance(Duration.ZERO);
    assertThat(log).containsExactly("healed", "already");
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ANY", "JOURNAL_WRITE", "POST_HOOK", "RECOVER_HOOK"})
  void everyCallOfThePortsCanBeStruck(Call call) {
    hosts.fleet.inject(CallFault.of(call, FaultKind.ERROR).on("hv1"));

    assertThat(hosts.failure(portCall(call)))
        .isInstanceOfAny(HypervisorException.class, ProcessExecutionException.class)
        .hasMessageContaining(call.label())
        .hasMessageContaining("injected fault");
    assertThat(hosts.truth().calls("hv1", call)).isEqualTo(1);
  }

  private CompletionStage<?> portCall(Call call) {
    VifPlugger vifs = hosts.connection("hv1").vifPlugger();
    VolumeConnector volumes = hosts.connection("hv1").volumeConnector();
    List<Volume> disks = List.of(new Volume(web, 0, GIB));
    return switch (call) {
      case CONNECT -> hosts.on("hv1").connect();
      case PING -> hosts.on("hv1").ping();
      case COMPARE -> hosts.on("hv1").compare(hosts.answer(hosts.on("hv2").connect()));
      case GUEST_INFO -> hosts.on("hv1").list();
      case CREATE -> create("hv1", "web");
      case DESTROY -> hosts.on("hv1").destroy(web);
      case SHUTDOWN -> hosts.on("hv1").shutdown(web);
      case RESET -> hosts.on("hv1").reset(web);
      case PAUSE -> hosts.on("hv1").pause(web);
      case RESUME -> hosts.on("hv1").resume(web);
      case SAVE -> hosts.on("hv1").save(web);
      case RESTORE -> hosts.on("hv1").restore(web);
      case MIGRATE -> hosts.migrate(web, "hv1", "hv2");
      case JOB_INFO -> hosts.on("hv1").jobInfo(web);
      case ABORT -> hosts.on("hv1").abortJob(web);
      case SET_DOWNTIME -> hosts.on("hv1").setMaxDowntime(web, Duration.ZERO);
      case POST_COPY -> hosts.on("hv1").startPostCopy(web);
      case DISK_INFO -> hosts.on("hv1").diskInfo(web);
      case PLUG_VIF -> plug("hv1");
      case UNPLUG_VIF -> vifs.unplug(web, Vif.of(web, 1));
      case CONNECT_VOLUME -> volumes.connect(web, disks, IfMissing.MAKE);
      case DISCONNECT_VOLUME -> volumes.disconnect(web, disks);
      case ANY, JOURNAL_WRITE, POST_HOOK, RECOVER_HOOK ->
          throw new IllegalArgumentException("no call of a port: " + call);
    };
  }

  @Test
  void refusesFaultsThatMakeNoSense() {
    assertThatThrownBy(() -> CallFault.of(Call.CREATE, FaultKind.DOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("down");
    assertThatThrownBy(() -> CallFault.of(Call.CREATE, FaultKind.SLOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallFault.of(Call.CREATE, FaultKind.ERROR).striking(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> hosts.fleet.inject(CallFault.of(Call.ANY, FaultKind.ERROR).on("hv9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hv9");
  }
}
