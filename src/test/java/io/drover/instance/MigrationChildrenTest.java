package io.drover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.admission.AdmissionActor;
import io.drover.host.Hosts;
import io.drover.instance.InstanceActor.Command;
import io.drover.instance.InstanceSignal.MigrationStopped;
import io.drover.instance.InstanceSignal.ResumeMigration;
import io.drover.migration.MigrationActor;
import io.drover.migration.MigrationEnvironment;
import io.drover.migration.MigrationEvent;
import io.drover.migration.MigrationSettings;
import io.drover.migration.Outcome;
import io.drover.model.MigrationId;
import io.drover.model.Reason;
import io.drover.model.VmState;
import io.drover.runtime.Feed;
import io.drover.runtime.Waits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.CapturedLogEvent;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which actors an instance has for its migrations: one for each that is not over, never two. */
class MigrationChildrenTest {
  private static final MigrationId ID = new MigrationId("m-1");
  private static final InstanceState MIGRATING =
      Given.after(Given.history(VmState.ACTIVE, Given.accepted(ID)));
  private static final InstanceState OVER =
      MIGRATING.after(
          List.of(
              of(
                  new MigrationEvent.Decided(
                      ID, Outcome.AT_SOURCE, Reason.PREPARE, null, false, Given.NOW)),
              of(new MigrationEvent.Ended(ID, List.of(), Given.NOW)),
              of(new MigrationEvent.HookDelivered(ID, 1))));

  private final Waits waits = Waits.plain(ConfigFactory.load().getConfig("drover"));
  private final InstanceSettings settings = InstanceSettings.from(waits);
  private final Deque<Consumer<MigrationChildren>> acts = new ArrayDeque<>();
  private final BehaviorTestKit<Command> instance =
      BehaviorTestKit.create(
          Behaviors.setup(
              context ->
                  Behaviors.withTimers(
                      timers -> {
                        MigrationChildren children =
                            new MigrationChildren(context, timers, environment());
                        return Behaviors.receiveMessage(
                            told -> {
                              acts.remove().accept(children);
                              return Behaviors.same();
                            });
                      })));

  private InstanceEnvironment environment() {
    MigrationEnvironment migrations =
        new MigrationEnvironment(
            new Hosts(Map.of(), Set.of(), Set.of()),
            TestInbox.<AdmissionActor.Command>create().getRef(),
            Map.of(),
            MigrationSettings.from(waits),
            waits.get("reply-timeout"),
            new Feed());
    return new InstanceEnvironment(migrations, settings, new OpenWrites(100));
  }

  private static InstanceEvent of(MigrationEvent event) {
    return new InstanceEvent.OfMigration(event);
  }

  /** The instance's actor does this, in its thread. */
  private void does(Consumer<MigrationChildren> act) {
    acts.add(act);
    instance.run(InstanceSignal.Ignored.INSTANCE);
  }

  @BeforeEach
  void isSetUp() {
    Effect.MessageAdapter<?, ?> adapter = instance.expectEffectClass(Effect.MessageAdapter.class);
    assertThat(adapter.messageClass()).isEqualTo(MigrationActor.RecordEvent.class);
  }

  /** It starts an actor and watches it: what it will be told when that one has stopped. */
  private MigrationStopped assertStarted(String name) {
    Effect.Spawned<?> spawned = instance.expectEffectClass(Effect.Spawned.class);
    assertThat(spawned.childName()).isEqualTo(name);
    Effect.WatchedWith<?, ?> watched = instance.expectEffectClass(Effect.WatchedWith.class);
    assertThat(watched.other()).isEqualTo(spawned.ref());
    return (MigrationStopped) watched.message();
  }

  private void assertNothingFollows() {
    assertThat(instance.getAllEffects()).isEmpty();
  }

  @Test
  void aMigrationThatIsCarriedOnHasAnActorThatIsWatched() {
    does(children -> children.carryOn(MIGRATING, ID));

    assertThat(assertStarted("migration-1").migration()).isEqualTo(ID);
    assertNothingFollows();
  }

  @Test
  void oneThatFailedIsStartedAgainAfterThePauseAndNotBefore() {
    does(children -> children.carryOn(MIGRATING, ID));
    MigrationStopped stopped = assertStarted("migration-1");
    does(children -> children.onStopped(MIGRATING, stopped));

    Effect.TimerScheduled<?> timer = instance.expectEffectClass(Effect.TimerScheduled.class);
    assertThat(timer.msg()).isEqualTo(new ResumeMigration(ID));
    assertThat(timer.duration()).isEqualTo(settings.restartDelay());
    assertNothingFollows();
    assertThat(instance.getAllLogEntries())
        .singleElement()
        .extracting(CapturedLogEvent::message)
        .asString()
        .contains("failed; it is started again");

    does(children -> children.resume(MIGRATING, ID));

    assertStarted("migration-2");
    assertNothingFollows();
  }

  @Test
  void oneThatIsOverIsNotStartedAgain() {
    does(children -> children.carryOn(MIGRATING, ID));
    MigrationStopped stopped = assertStarted("migration-1");
    does(children -> children.onStopped(OVER, stopped));

    assertNothingFollows();
    assertThat(instance.getAllLogEntries()).isEmpty();
  }

  @Test
  void oneThatEndedOrWasForgottenDuringThePauseIsNotStartedAgain() {
    does(children -> children.carryOn(MIGRATING, ID));
    MigrationStopped stopped = assertStarted("migration-1");
    does(children -> children.onStopped(MIGRATING, stopped));
    instance.expectEffectClass(Effect.TimerScheduled.class);

    does(children -> children.resume(OVER, ID));
    does(children -> children.resume(Given.idle(VmState.ACTIVE), ID));

    assertNothingFollows();
  }

  @Test
  void oneThatWasCarriedOnFromTheJournalIsNotStartedAgainForAnEarlierFailure() {
    does(children -> children.carryOn(MIGRATING, ID));
    MigrationStopped stopped = assertStarted("migration-1");
    does(MigrationChildren::forget);
    does(children -> children.carryOn(MIGRATING, ID));
    assertStarted("migration-2");

    does(children -> children.onStopped(MIGRATING, stopped));
    does(children -> children.resume(MIGRATING, ID));

    assertNothingFollows();
  }

  @Test
  void onlyTheActorThatRunsIsToldOfItsRecord() {
    does(children -> children.tell(MIGRATING, ID));
    does(children -> children.carryOn(MIGRATING, ID));
    MigrationStopped stopped = assertStarted("migration-1");
    does(children -> children.tell(MIGRATING, ID));

    TestInbox<MigrationActor.Command> actor = instance.childInbox("migration-1");
    assertThat(actor.getAllReceived())
        .containsExactly(new MigrationActor.Recorded(MIGRATING.migration(ID).orElseThrow()));

    does(children -> children.onStopped(MIGRATING, stopped));
    does(children -> children.tell(MIGRATING, ID));

    assertThat(actor.hasMessages()).isFalse();
  }
}
