package io.drover.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.RebootType;
import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.GuestFault;
import io.drover.hypervisor.simulated.SimulatedFleet;
import io.drover.instance.InstanceActor;
import io.drover.migration.MigrationHooks;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.VmState;
import io.drover.network.Vif;
import io.drover.network.VifPlugger;
import io.drover.store.Forgetting;
import io.drover.testing.TamperedHypervisor;
import io.drover.testing.TamperedMailbox;
import io.drover.testing.Tampering;
import io.drover.testing.VirtualWorld;
import io.drover.testkit.Asked;
import io.drover.testkit.Guarantee;
import io.drover.testkit.Violation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each guarantee is reported when a defect breaks it: by whom, what, and what came before. */
class PlantedDefectsTest {
  private static final Duration LONG = Duration.ofHours(24);

  @AfterEach
  void deliverEverything() {
    TamperedMailbox.deliverEverything();
  }

  // G1

  @Test
  void aGuestIsCreatedOnTwoHosts() {
    Tampering both =
        new Tampering() {
          @Override
          public Hypervisor hypervisor(String host, Hypervisor real, SimulatedFleet fleet) {
            Hypervisor other = fleet.connect("hv2").hypervisor();
            return TamperedHypervisor.before(
                real, "create", arguments -> other.create((DomainTemplate) arguments[0]));
          }
        };
    try (VirtualWorld world = new VirtualWorld(1, "", both, "hv1", "hv2")) {
      world.boot("web-1", "hv1");

      Violation found = first(world, Guarantee.ONE_RUNNING_COPY);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .isEqualTo("2 copies of its guest may run: starting on hv1, starting on hv2");
      assertThat(found.before()).anyMatch(line -> line.endsWith("web-1: boot is asked for"));
    }
  }

  @Test
  void aGuestThatHasMovedIsStartedAgainWhereItWas() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.migrate(id, "hv2");
      InstanceView moved = world.atRest(id);
      world
          .fleet()
          .connect("hv1")
          .hypervisor()
          .create(new DomainTemplate(id, moved.spec(), List.of(), List.of()));

      Violation found = first(world, Guarantee.ONE_RUNNING_COPY);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .isEqualTo("2 copies of its guest may run: starting on hv1, running on hv2");
      assertThat(found.before())
          .anyMatch(line -> line.contains("its migration from hv1 to hv2 is completed"));
    }
  }

  // G2

  @Test
  void aHookIsCalledTwice() {
    Tampering twice =
        hooks(
            real ->
                new MigrationHooks() {
                  @Override
                  public CompletionStage<?> post(MigrationView migration) {
                    real.post(migration);
                    return real.post(migration);
                  }
                });
    try (VirtualWorld world = new VirtualWorld(1, "", twice, "hv1", "hv2")) {
      world.atRest(moved(world));

      Violation found = first(world, Guarantee.ONE_OUTCOME);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what()).contains("from hv1 to hv2", "post hook called 2 times, for 1 calls");
    }
  }

  @Test
  void bothHooksOfAMigrationAreCalled() {
    Tampering both =
        hooks(
            real ->
                new MigrationHooks() {
                  @Override
                  public CompletionStage<?> post(MigrationView migration) {
                    real.recover(migration);
                    return real.post(migration);
                  }
                });
    try (VirtualWorld world = new VirtualWorld(1, "", both, "hv1", "hv2")) {
      world.atRest(moved(world));

      Violation found = first(world, Guarantee.ONE_OUTCOME);
      assertThat(found.what()).endsWith("calls its recover hook, and its outcome chose post");
      assertThat(found.before()).anyMatch(line -> line.contains("the post hook is pending"));
    }
  }

  @Test
  void anEndedMigrationBecomesAnother() {
    AtomicBoolean ended = new AtomicBoolean();
    Tampering changed =
        notices(
            view -> {
              boolean again = ended.get();
              ended.set(view.migrations().stream().anyMatch(m -> m.status().terminal()));
              return again ? with(view, MigrationStatus.FAILED) : view;
            });
    try (VirtualWorld world = new VirtualWorld(1, "", changed, "hv1", "hv2")) {
      world.atRest(moved(world));

      assertThat(first(world, Guarantee.ONE_OUTCOME).what())
          .endsWith("had ended as completed and is failed");
    }
  }

  // G3

  @Test
  void aClaimIsKeptBecauseItsReleaseIsLost() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.deliver(
          (receiver, message) ->
              receiver.contains("host-hv1") && TamperedMailbox.is("Release", message) ? 0 : 1);
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofMinutes(10));
      world.findings();

      Violation found = first(world, Guarantee.NOTHING_LEAKS);
      assertThat(found.who()).isEqualTo("hv1");
      assertThat(found.what()).isEqualTo("a claim of web-1, which is not there");
    }
  }

  @Test
  void aVifStaysPlugged() {
    Tampering keeps =
        new Tampering() {
          @Override
          public VifPlugger vifPlugger(VifPlugger real) {
            return new VifPlugger() {
              @Override
              public CompletionStage<Done> plug(InstanceId instance, List<Vif> vifs) {
                return real.plug(instance, vifs);
              }

              @Override
              public CompletionStage<Done> unplug(InstanceId instance, List<Vif> vifs) {
                return CompletableFuture.completedStage(Done.getInstance());
              }
            };
          }
        };
    try (VirtualWorld world = new VirtualWorld(1, "", keeps, "hv1", "hv2")) {
      world.atRest(moved(world));
      world.findings();

      Violation found = first(world, Guarantee.NOTHING_LEAKS);
      assertThat(found.who()).isEqualTo("hv1");
      assertThat(found.what()).isEqualTo("a VIF of web-1, which is not there");
    }
  }

  // G4

  @Test
  void aGuestThatCrashedIsStillSaidToRun() {
    Tampering lies =
        new Tampering() {
          @Override
          public Hypervisor hypervisor(String host, Hypervisor real, SimulatedFleet fleet) {
            return TamperedHypervisor.evidence(real, PlantedDefectsTest::running);
          }
        };
    try (VirtualWorld world = new VirtualWorld(1, "", lies, "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.fleet().inject(new GuestFault(null, id, FaultKind.GUEST_CRASH, null));
      world.timeline().advance(Duration.ofMinutes(10));
      world.findings();

      Violation found = first(world, Guarantee.TRUE_RECORD);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .isEqualTo(
              "it is recorded as active on hv1 with power state running, and is crashed on hv1");
      assertThat(found.before()).anyMatch(line -> line.contains("fault: guest-crash of web-1"));
    }
  }

  @Test
  void aGuestThatIsGoneIsNotLookedFor() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.lose("Sighting");
      world.fleet().inject(new GuestFault(null, id, FaultKind.GUEST_CRASH, null));
      world.timeline().advance(Duration.ofMinutes(10));
      world.findings();

      assertThat(first(world, Guarantee.TRUE_RECORD).what()).endsWith("and is crashed on hv1");
    }
  }

  // G5

  @Test
  void theLastEventIsForgottenInACrash() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.crash();
      Forgetting.last(world.store(), InstanceActor.persistenceId(id).id(), 1, 0);
      world.restart();

      Violation found = first(world, Guarantee.NOTHING_LOST);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .matches("\\d+ events of it were recorded, and its journal holds \\d+");
      assertThat(found.before()).anyMatch(line -> line.endsWith("the orchestrator crashes"));
    }
  }

  @Test
  void aMigrationThatWasAcceptedIsForgottenInACrash() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = moved(world);
      world.atRest(id);
      world.crash();
      Forgetting.last(world.store(), InstanceActor.persistenceId(id).id(), 11, 1);
      world.restart();

      assertThat(all(world, Guarantee.NOTHING_LOST))
          .extracting(Violation::what)
          .anyMatch(
              what -> what.matches("its migration .* accepted, and after a restart there is none"));
    }
  }

  @Test
  void anInstanceThatWasAcceptedIsForgottenInACrash() {
    try (VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.crash();
      Forgetting.last(world.store(), InstanceActor.persistenceId(id).id(), Integer.MAX_VALUE, 1);
      world.restart();

      assertThat(all(world, Guarantee.NOTHING_LOST))
          .extracting(Violation::what)
          .contains("its boot was accepted, and after a restart there is no such instance");
    }
  }

  // G6

  @Test
  void aRequestIsForgottenWithTheReplyOfAHost() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.lose("HostCheck");
      world.guarantees().request(Asked.delete(id), () -> world.drover().delete(id));
      world.timeline().advance(Duration.ofHours(1));

      Violation found = first(world, Guarantee.NO_SILENCE);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what()).startsWith("its delete was not answered: ");
      assertThat(found.before()).anyMatch(line -> line.endsWith("web-1: delete is asked for"));
    }
  }

  @Test
  void aMigrationNeverEnds() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.lose("Recorded");
      world.migrate(id, "hv2");
      world.timeline().advance(Duration.ofHours(1));
      world.findings();

      assertThat(first(world, Guarantee.NO_SILENCE).what())
          .startsWith("it has not come to rest: migration ");
    }
  }

  // G7

  @Test
  void aMigrationWaitsForEverForASlotThatIsFree() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.lose("Granted");
      world.migrate(id, "hv2");
      world.timeline().advance(LONG);

      Violation found = first(world, Guarantee.ISOLATION);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .startsWith("no fault has touched it, and its wait for its migration has not ended");
    }
  }

  @Test
  void anOperationStopsInTheMiddle() {
    try (VirtualWorld world = tamperedMailboxes()) {
      InstanceId id = world.boot("web-1", "hv1");
      TamperedMailbox.deliver(
          (receiver, message) ->
              TamperedMailbox.is("Proceed", message)
                      || TamperedMailbox.is("TimerMsg", message)
                      || TamperedMailbox.is("Sighting", message)
                      || TamperedMailbox.is("CallResult", message)
                  ? 0
                  : 1);
      world.guarantees().request(Asked.delete(id), () -> world.drover().delete(id));
      world.timeline().advance(LONG);

      assertThat(first(world, Guarantee.ISOLATION).what()).contains("its deletion has not ended");
    }
  }

  // G8

  @Test
  void aGuestThatRunsIsRecordedAsError() {
    AtomicBoolean alarm = new AtomicBoolean();
    Tampering alarmed = notices(view -> alarm.get() ? with(view, VmState.ERROR) : view);
    try (VirtualWorld world = new VirtualWorld(1, "", alarmed, "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.timeline().advance(Duration.ofMinutes(1));
      alarm.set(true);
      world.migrate(id, "hv2");

      Violation found = first(world, Guarantee.NO_FALSE_ALARM);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .startsWith("it is recorded as error, and its guest has been running on hv1 since ");
    }
  }

  @Test
  void aGuestThatRunsIsTakenForGoneInAReboot() {
    AtomicBoolean blind = new AtomicBoolean();
    Tampering lies =
        new Tampering() {
          @Override
          public Hypervisor hypervisor(String host, Hypervisor real, SimulatedFleet fleet) {
            return TamperedHypervisor.evidence(
                real, seen -> blind.get() ? GuestEvidence.absent(seen.id(), seen.seenAt()) : seen);
          }
        };
    try (VirtualWorld world = new VirtualWorld(1, "", lies, "hv1", "hv2")) {
      InstanceId id = world.boot("web-1", "hv1");
      world.timeline().advance(Duration.ofMinutes(1));
      blind.set(true);
      world.await(world.drover().reboot(id, RebootType.HARD));
      world.timeline().advance(Duration.ofMinutes(10));

      Violation found = first(world, Guarantee.NO_FALSE_ALARM);
      assertThat(found.who()).isEqualTo("web-1");
      assertThat(found.what())
          .startsWith("it is recorded as error, and its guest has been running on hv1 since ");
    }
  }

  private static VirtualWorld tamperedMailboxes() {
    return new VirtualWorld(1, TamperedMailbox.SETTING, "hv1", "hv2");
  }

  private static InstanceId moved(VirtualWorld world) {
    InstanceId id = world.boot("web-1", "hv1");
    world.migrate(id, "hv2");
    return id;
  }

  private static List<Violation> all(VirtualWorld world, Guarantee guarantee) {
    return world.guarantees().violations().stream()
        .filter(violation -> violation.guarantee() == guarantee)
        .toList();
  }

  private static Violation first(VirtualWorld world, Guarantee guarantee) {
    List<Violation> found = all(world, guarantee);
    assertThat(found).as("%s in %s", guarantee, world.guarantees().violations()).isNotEmpty();
    Violation violation = found.get(0);
    assertThat(violation.toString())
        .startsWith(guarantee.label() + " (" + guarantee.sentence() + ") is violated by ")
        .contains(violation.who(), violation.what(), "before:");
    assertThat(violation.before()).hasSizeBetween(1, 20);
    return violation;
  }

  private static Tampering hooks(UnaryOperator<MigrationHooks> defect) {
    return new Tampering() {
      @Override
      public MigrationHooks hooks(MigrationHooks real) {
        return defect.apply(real);
      }
    };
  }

  private static Tampering notices(UnaryOperator<InstanceView> defect) {
    return new Tampering() {
      @Override
      public Notice notice(Notice told) {
        return told instanceof Notice.InstanceRecorded recorded
            ? new Notice.InstanceRecorded(recorded.at(), defect.apply(recorded.view()))
            : told;
      }
    };
  }

  private static GuestEvidence running(GuestEvidence evidence) {
    return evidence.state() == GuestState.CRASHED ? as(evidence, GuestState.RUNNING) : evidence;
  }

  private static GuestEvidence as(GuestEvidence evidence, GuestState state) {
    return new GuestEvidence(
        evidence.id(),
        state,
        evidence.reason(),
        evidence.jobActive(),
        evidence.incarnation(),
        evidence.seenAt());
  }

  private static InstanceView with(InstanceView view, VmState vmState) {
    return new InstanceView(
        view.id(),
        view.spec(),
        view.host(),
        vmState,
        view.taskState(),
        view.powerState(),
        view.fault(),
        view.unsettled(),
        view.leftovers(),
        view.migrations(),
        view.actions());
  }

  private static InstanceView with(InstanceView view, MigrationStatus status) {
    return new InstanceView(
        view.id(),
        view.spec(),
        view.host(),
        view.vmState(),
        view.taskState(),
        view.powerState(),
        view.fault(),
        view.unsettled(),
        view.leftovers(),
        view.migrations().stream().map(migration -> with(migration, status)).toList(),
        view.actions());
  }

  private static MigrationView with(MigrationView migration, MigrationStatus status) {
    return new MigrationView(
        migration.id(),
        migration.instance(),
        migration.source(),
        migration.destination(),
        status,
        migration.reason(),
        migration.plugAttempts(),
        migration.hook(),
        migration.hookState(),
        migration.leftovers(),
        migration.unresolved(),
        migration.unresolvedSince(),
        migration.acceptedAt());
  }
}
