package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.drover.Drover;
import io.drover.DroverSetup;
import io.drover.instance.InstanceActor;
import io.drover.migration.MigrationHooks;
import io.drover.model.HostState;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import io.drover.model.VmState;
import io.drover.store.Corruption;
import io.drover.store.MemoryStore;
import io.drover.testing.CapturedLog;
import io.drover.testkit.SimulatedHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests of clients to a Drover with simulated hosts, over a real socket. */
@Timeout(60)
class DeskTest {
  private static final ControlSettings SETTINGS = new ControlSettings(8, 4096, 16, 64);

  @TempDir private Path folder;

  private final String store = "desk-" + UUID.randomUUID();
  private final SimulatedHosts hosts = SimulatedHosts.named("hv1", "hv2");
  private final CompletableFuture<MigrationView> moved = new CompletableFuture<>();
  private Drover drover;
  private ControlServer server;
  private Desk desk;
  private ControlClient client;

  @BeforeEach
  void serve() throws SocketUnusableException {
    MigrationHooks hooks =
        new MigrationHooks() {
          @Override
          public CompletionStage<?> post(MigrationView migration) {
            moved.complete(migration);
            return CompletableFuture.completedStage(null);
          }
        };
    drover =
        Drover.start(
            DroverSetup.of(hosts.specs())
                .withHooks("standard", hooks)
                .withConfig(
                    ConfigFactory.parseMap(Map.of("drover.memory-journal.store-name", store))
                        .withFallback(ConfigFactory.load())));
    server = ControlServer.listen(folder.resolve("d.sock"), SETTINGS);
    desk = Desk.open(drover, "standard", server);
    client = ControlClient.connect(server.path());
  }

  @AfterEach
  void close() throws IOException {
    stop();
    hosts.close();
    MemoryStore.drop(store);
  }

  private void stop() throws IOException {
    client.close();
    server.close();
    drover.close();
    drover.closed().toCompletableFuture().join();
  }

  @Test
  void anInstanceIsBootedMovedAndDeletedByItsName() throws Exception {
    Answer.Ended booted = waitFor(Verb.BOOT, boot("web-1"), Answer.Ended.class);
    assertThat(booted.ok()).isTrue();
    assertThat(booted.instance().vmState()).isEqualTo(VmState.ACTIVE);

    Answer.Ended end =
        waitFor(
            Verb.LIVE_MIGRATE,
            new Arguments.LiveMigrate("web-1", "hv2", false, null),
            Answer.Ended.class);
    assertThat(end.ok()).isTrue();
    assertThat(end.instance().host()).isEqualTo("hv2");
    assertThat(end.migration())
        .extracting(MigrationView::status)
        .isEqualTo(MigrationStatus.COMPLETED);
    assertThat(moved.join().instance()).isEqualTo(end.instance().id());

    Answer.Ended deleted = waitFor(Verb.DELETE, instance("web-1"), Answer.Ended.class);
    assertThat(deleted.ok()).isTrue();
    assertThat(instances(false)).isEmpty();
    assertThat(instances(true)).extracting(InstanceView::host).containsExactly("hv2");
  }

  @Test
  void anInstanceIsKnownByItsIdToo() throws Exception {
    InstanceId id = ask(Verb.BOOT, boot("web-1"), Answer.Accepted.class).instance();

    assertThat(ask(Verb.SHOW, instance(id.value()), Answer.One.class).instance().spec().name())
        .isEqualTo("web-1");
    assertThat(ask(Verb.SHOW, instance("web-1"), Answer.One.class).instance().id()).isEqualTo(id);
  }

  @Test
  void oneWhoseJournalCannotBeReadIsNotSaidToBeUnknown() throws Exception {
    InstanceId id = waitFor(Verb.BOOT, boot("web-1"), Answer.Ended.class).instance().id();
    stop();
    Corruption.of(store, InstanceActor.persistenceId(id).id());
    serve();

    for (String said : List.of("web-1", id.value())) {
      Answer.Refused refused = ask(Verb.SHOW, instance(said), Answer.Refused.class);
      assertThat(refused.reason()).isEqualTo(Refusal.UNAVAILABLE);
      assertThat(refused.sentence()).contains("the journal of instance " + id);
    }
  }

  @Test
  void aRequestThatIsRepeatedWithItsKeyIsDoneOnce() throws Exception {
    Request boot = new Request("1", Verb.BOOT, "night-1", false, boot("web-1"));

    client.send(boot);
    Answer.Accepted first = answer(Answer.Accepted.class);
    client.send(boot);

    assertThat(answer(Answer.Accepted.class)).isEqualTo(first);
    assertThat(instances(true)).hasSize(1);
  }

  @Test
  void whatIsRefusedIsRefusedWithItsReason() throws Exception {
    assertThat(ask(Verb.STOP, instance("web-9"), Answer.Refused.class))
        .isEqualTo(new Answer.Refused(Refusal.NOT_FOUND, "there is no instance 'web-9'"));
    assertThat(
            ask(
                    Verb.BOOT,
                    new Arguments.Boot("web-1", "hv1", 1, 1 << 20, 0, -1, 0),
                    Answer.Refused.class)
                .reason())
        .isEqualTo(Refusal.INVALID_REQUEST);
    assertThat(ask(Verb.DISABLE, new Arguments.OfHost("hv1", null), Answer.Refused.class).reason())
        .isEqualTo(Refusal.INVALID_REQUEST);
  }

  @Test
  void hostsAreDisabledAndToldOf() throws Exception {
    drover.ready().toCompletableFuture().join();

    ask(Verb.DISABLE, new Arguments.OfHost("hv1", "new kernel"), Answer.Done.class);

    List<HostView> views = ask(Verb.HOSTS, new Arguments.None(), Answer.Hosts.class).hosts();
    assertThat(views).extracting(HostView::shown).containsExactly(HostState.DISABLED, HostState.UP);
    assertThat(views.get(0).disabled()).isEqualTo("new kernel");
  }

  @Test
  void aWatchBeginsWithWhatThereIsAndGoesOnWithWhatHappens() throws Exception {
    waitFor(Verb.BOOT, boot("web-1"), Answer.Ended.class);

    assertThat(ask(Verb.WATCH, new Arguments.None(), Answer.Instances.class).instances())
        .hasSize(1);
    try (ControlClient other = ControlClient.connect(server.path())) {
      other.send(Request.of("1", Verb.PAUSE, instance("web-1")));
      assertThat(Protocol.answer(String.valueOf(other.line())).answer())
          .isInstanceOf(Answer.Accepted.class);
    }

    VmState state = VmState.ACTIVE;
    while (state != VmState.PAUSED) {
      Answer answer = Protocol.answer(String.valueOf(client.line())).answer();
      Notice event = ((Answer.Event) answer).event();
      assertThat(event).isNotInstanceOf(Notice.InstanceRecorded.class);
      state = event instanceof Notice.InstanceChanged changed ? changed.vmState() : state;
    }
  }

  @Test
  void aGuestThatNobodyHasRecordedIsTakenUnderControl() throws Exception {
    InstanceId guest = waitFor(Verb.BOOT, boot("web-1"), Answer.Ended.class).instance().id();
    stop();
    MemoryStore.drop(store);
    serve();
    drover.ready().toCompletableFuture().join();

    assertThat(ask(Verb.ADOPT, adopt("hv1", "nobody", "web-1"), Answer.Refused.class))
        .isEqualTo(new Answer.Refused(Refusal.NOT_FOUND, "there is no guest nobody on hv1"));
    assertThat(ask(Verb.ADOPT, adopt("hv2", guest.value(), "web-1"), Answer.Refused.class))
        .isEqualTo(
            new Answer.Refused(
                Refusal.CONFLICT,
                "a guest %s is on hv1, too; end one of the two first".formatted(guest)));
    assertThat(ask(Verb.ADOPT, adopt("hv1", guest.value(), "web-1"), Answer.Accepted.class))
        .isEqualTo(new Answer.Accepted(guest, null));

    InstanceView view = ask(Verb.SHOW, instance("web-1"), Answer.One.class).instance();
    assertThat(view.vmState()).isEqualTo(VmState.ACTIVE);
    assertThat(ask(Verb.HOSTS, new Arguments.None(), Answer.Hosts.class).hosts())
        .extracting(HostView::claims)
        .containsExactly(List.of(guest), List.of());
    assertThat(ask(Verb.ADOPT, adopt("hv1", guest.value(), "web-2"), Answer.Refused.class).reason())
        .isEqualTo(Refusal.CONFLICT);

    Arguments move = new Arguments.LiveMigrate("web-1", "hv2", false, null);
    Answer.Ended moved = waitFor(Verb.LIVE_MIGRATE, move, Answer.Ended.class);
    assertThat(moved.ok()).isTrue();
    assertThat(moved.instance().host()).isEqualTo("hv2");
    assertThat(waitFor(Verb.DELETE, instance("web-1"), Answer.Ended.class).ok()).isTrue();
  }

  private static Arguments adopt(String host, String guest, String name) {
    return new Arguments.Adopt(host, guest, name, 1, 512L << 20, 0, 1);
  }

  @Test
  void whoDidWhatIsRecorded() throws Exception {
    String user = System.getProperty("user.name");
    try (CapturedLog audit = CapturedLog.of("io.drover.audit")) {
      Answer.Accepted boot = ask(Verb.BOOT, boot("web-1"), Answer.Accepted.class);
      ask(Verb.STOP, instance("web-9"), Answer.Refused.class);
      ask(Verb.LIST, new Arguments.Listing(false), Answer.Instances.class);

      assertThat(audit.informed())
          .map(line -> line.replaceFirst("order [0-9]+", "order N"))
          .containsExactly(
              "order N: "
                  + user
                  + " asks to boot {\"name\":\"web-1\",\"host\":\"hv1\",\"vcpus\":1,"
                  + "\"memory\":536870912,\"disk\":0,\"vifs\":1,\"dirty-rate\":0}",
              "order N: boot web-1, asked for by %s: accepted, instance %s"
                  .formatted(user, boot.instance()),
              "order N: " + user + " asks to stop {\"instance\":\"web-9\"}",
              "order N: stop web-9, asked for by %s: refused, not-found: there is no instance 'web-9'"
                  .formatted(user));
      assertThat(audit.informed().get(1)).startsWith(audit.informed().get(0).split(":", 2)[0]);
    }
  }

  @Test
  void nothingIsTakenAnyMoreOnceItIsClosed() throws Exception {
    ask(Verb.BOOT, boot("web-1"), Answer.Accepted.class);

    desk.close().toCompletableFuture().join();

    assertThat(ask(Verb.STOP, instance("web-1"), Answer.Refused.class))
        .isEqualTo(
            new Answer.Refused(
                Refusal.UNAVAILABLE,
                "this Drover is stopping; ask again when it has been started"));
  }

  private List<InstanceView> instances(boolean deleted) throws Exception {
    return ask(Verb.LIST, new Arguments.Listing(deleted), Answer.Instances.class).instances();
  }

  private static Arguments boot(String name) {
    return new Arguments.Boot(name, "hv1", 1, 512L << 20, 0, 1, 0);
  }

  private static Arguments instance(String name) {
    return new Arguments.OfInstance(name);
  }

  private <A extends Answer> A ask(Verb verb, Arguments arguments, Class<A> expected)
      throws Exception {
    client.send(Request.of("1", verb, arguments));
    return answer(expected);
  }

  private <A extends Answer> A waitFor(Verb verb, Arguments arguments, Class<A> expected)
      throws Exception {
    client.send(new Request("1", verb, null, true, arguments));
    answer(Answer.Accepted.class);
    return answer(expected);
  }

  private <A extends Answer> A answer(Class<A> expected) throws Exception {
    Answer answer = Protocol.answer(String.valueOf(client.line())).answer();
    assertThat(answer).isInstanceOf(expected);
    return expected.cast(answer);
  }
}
