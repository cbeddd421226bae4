package io.drover.instance;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.drover.admission.AdmissionActor;
import io.drover.host.Hosts;
import io.drover.hypervisor.GuestState;
import io.drover.migration.MigrationEnvironment;
import io.drover.migration.MigrationHooks;
import io.drover.migration.MigrationSettings;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationView;
import io.drover.model.VmState;
import io.drover.runtime.Feed;
import io.drover.runtime.Waits;
import io.drover.testing.ManualClock;
import io.drover.testing.ProbedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;

/** One instance whose hosts, registry and slots are played by the test, on time moved by hand. */
abstract class InstanceTest {
  /** Of messages that an instance tells itself in a row, each after a write. */
  private static final int LONGEST_CHAIN = 4;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  protected final ActorTestKit testKit = ActorTestKit.create(config());
  protected final PersistenceTestKit journal = PersistenceTestKit.create(testKit.system());
  protected final ProbedHost hv1 = new ProbedHost(testKit, "hv1");
  protected final ProbedHost hv2 = new ProbedHost(testKit, "hv2");
  protected final TestProbe<AdmissionActor.Command> admission =
      testKit.createTestProbe(AdmissionActor.Command.class);
  protected final TestProbe<Instances.Command> registry =
      testKit.createTestProbe(Instances.Command.class);
  protected final TestProbe<InstanceActor.Answer> answers =
      testKit.createTestProbe(InstanceActor.Answer.class);
  private final TestProbe<InstanceView> views = testKit.createTestProbe(InstanceView.class);
  protected final Feed feed = new Feed();
  protected final List<String> hookCalls = new CopyOnWriteArrayList<>();
  protected final InstanceId id = Given.ID;

  static Config config() {
    return ConfigFactory.parseString(
            "drover.journal-plugin = \"%s\"".formatted(PersistenceTestKitPlugin.PluginId()))
        .withFallback(PersistenceTestKitPlugin.getInstance().config())
        .withFallback(ManualClock.config());
  }

  @AfterEach
  void shutDown() {
    testKit.shutdownTestKit();
  }

  protected final InstanceEnvironment environment() {
    Waits waits = Waits.plain(testKit.system().settings().config().getConfig("drover"));
    Map<String, ActorRef<io.drover.host.HostActor.Command>> byName = new LinkedHashMap<>();
    byName.put("hv1", hv1.ref());
    byName.put("hv2", hv2.ref());
    MigrationEnvironment migrations =
        new MigrationEnvironment(
            new Hosts(byName, Set.of("hv1", "hv2"), Set.of()),
            admission.ref(),
            Map.of("none", MigrationHooks.NONE, "noted", noted()),
            MigrationSettings.from(waits),
            waits.get("reply-timeout"),
            feed);
    InstanceSettings settings = InstanceSettings.from(waits);
    return new InstanceEnvironment(migrations, settings, new OpenWrites(settings.openWrites()));
  }

  private MigrationHooks noted() {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        hookCalls.add("post");
        return CompletableFuture.completedStage(null);
      }

      @Override
      public CompletionStage<?> recover(MigrationView migration) {
        hookCalls.add("recover");
        return CompletableFuture.completedStage(null);
      }
    };
  }

  // The instance.

  /** A registry whose index takes everything at once. */
  protected final ActorRef<Instances.Command> withIndex(TestProbe<Instances.Command> probe) {
    return testKit.spawn(
        Behaviors.receiveMessage(
            message -> {
              if (message instanceof Instances.Open open) {
                open.replyTo().tell(new InstanceActor.Opened(open.hosts(), true));
              } else if (!(message instanceof Instances.Rests)) {
                probe.ref().tell(message);
              }
              return Behaviors.same();
            }));
  }

  /** The actor of an instance to which this has happened. */
  protected final ActorRef<InstanceActor.Command> start(InstanceEvent... events) {
    if (events.length > 0) {
      journal.persistForRecovery(
          InstanceActor.persistenceId(id).id(), List.<Object>of((Object[]) events));
    }
    ActorRef<InstanceActor.Command> instance =
        testKit.spawn(
            InstanceActor.create(environment(), id, List.of(), withIndex(registry)),
            "instance-" + NUMBERS.incrementAndGet());
    view(instance);
    return instance;
  }

  /** An instance that runs on hv1, which has been told of its claim. */
  protected final ActorRef<InstanceActor.Command> active() {
    ActorRef<InstanceActor.Command> instance = start(Given.history(VmState.ACTIVE));
    hv1.isReclaimed();
    return instance;
  }

  /** What is recorded of it when it has handled all that it was told before. */
  protected final InstanceView view(ActorRef<InstanceActor.Command> instance) {
    instance.tell(new InstanceActor.Describe(views.ref()));
    return views.receiveMessage();
  }

  /** What is recorded of it when nothing is done to it any more. */
  protected final InstanceView whenIdle(ActorRef<InstanceActor.Command> instance) {
    instance.tell(new InstanceActor.WhenIdle(views.ref()));
    return views.receiveMessage();
  }

  /** All that is in its journal. */
  protected final List<InstanceEvent> recorded() {
    List<InstanceEvent> events = new ArrayList<>();
    journal
        .persistedInStorage(InstanceActor.persistenceId(id).id())
        .forEach(event -> events.add((InstanceEvent) event));
    return events;
  }

  // Requests.

  protected final void request(ActorRef<InstanceActor.Command> instance, OperationKind kind) {
    instance.tell(new InstanceActor.Request(kind, answers.ref()));
  }

  protected final InstanceView accepted() {
    return answers.expectMessageClass(InstanceActor.Accepted.class).view();
  }

  protected final Rejection refused() {
    return answers.expectMessageClass(InstanceActor.Refused.class).rejection();
  }

  /** Has a request accepted by its host. */
  protected final void begin(ActorRef<InstanceActor.Command> instance, OperationKind kind) {
    request(instance, kind);
    hv1.agrees();
    accepted();
  }

  /** Lets time pass once the instance has done its work, and waits until it has done it again. */
  protected final void pass(ActorRef<InstanceActor.Command> instance, Duration duration) {
    settle(instance);
    ManualClock.pass(testKit.system(), duration);
    settle(instance);
  }

  /** Waits until the instance has handled what it has, and what it tells itself in doing so. */
  protected final void settle(ActorRef<InstanceActor.Command> instance) {
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      view(instance);
    }
  }

  /** Has hv1 do all that it takes to start a guest that is not there. */
  protected final void hostStartsGuest() {
    hv1.isClaimed();
    hv1.does(io.drover.host.HostCall.ConnectVolumes.class);
    hv1.does(io.drover.host.HostCall.PlugVifs.class);
    hv1.does(io.drover.host.HostCall.Create.class);
    hv1.sees(GuestState.STARTING, ProbedHost.SECOND);
  }
}
