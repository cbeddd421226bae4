package io.drover.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.CallFault;
import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.FaultSelector;
import io.drover.hypervisor.simulated.HostFault;
import io.drover.hypervisor.simulated.PartitionFault;
import io.drover.model.Action;
import io.drover.model.HostState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.VmState;
import io.drover.testing.CapturedLog;
import io.drover.testing.VirtualWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests do, each from its verb to its effect on simulated hosts, and what is told. */
class DeskRequestsTest {
  private static final Arguments WEB = new Arguments.OfInstance("web-1");

  private final VirtualWorld world = new VirtualWorld(1, "", "hv1", "hv2");
  private final Desk desk = new Desk(world.drover(), "test");

  /** What was told, in its order. */
  private static final class Told implements Replies {
    private final List<Answer> all = new ArrayList<>();

    @Override
    public void answer(Answer answer) {
      all.add(answer);
    }

    @Override
    public void watch() {}

    @Override
    public void ended(Answer end) {
      all.add(end);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  // From a request to its effect.

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          stop,    ,        stop,    stopped
          start,   stop,    start,   active
          pause,   ,        pause,   paused
          unpause, pause,   unpause, active
          suspend, ,        suspend, suspended
          resume,  suspend, resume,  active
          delete,  ,        delete,  deleted
          """)
  void anOperationIsTheOneOfItsVerb(
      String verb, @Nullable String before, String action, String vmState) {
    world.boot("web-1", "hv1");
    if (before != null) {
      operate(before, WEB);
    }

    Answer.Ended end = operate(verb, WEB);

    assertThat(end.ok()).isTrue();
    assertThat(end.instance().vmState().label()).isEqualTo(vmState);
    assertThat(lastAction(end)).isEqualTo(action);
  }

  @ParameterizedTest
  @CsvSource({"false, soft reboot", "true, hard reboot"})
  void aRebootIsSoftOrHard(boolean hard, String action) {
    world.boot("web-1", "hv1");

    Answer.Ended end = operate("reboot", new Arguments.Reboot("web-1", hard));

    assertThat(end.ok()).isTrue();
    assertThat(lastAction(end)).isEqualTo(action);
  }

  private static String lastAction(Answer.Ended end) {
    List<Action> actions = end.instance().actions();
    return actions.get(actions.size() - 1).what();
  }

  @Test
  void aMigrationIsAborted() {
    migrating();

    order(Verb.ABORT, WEB);

    assertThat(migrationAtRest().status()).isEqualTo(MigrationStatus.CANCELLED);
  }

  @Test
  void aMigrationIsForcedToItsEnd() {
    migrating();

    order(Verb.FORCE_COMPLETE, WEB);

    assertThat(migrationAtRest().status()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void aMigrationThatCannotBeToldIsResolved() {
    migrating();
    world.fleet().inject(HostFault.of("hv1", FaultKind.UNREACHABLE));
    world.fleet().inject(PartitionFault.of("hv1", "hv2"));
    world.timeline().advance(Duration.ofMinutes(2));
    assertThat(migration().unresolved()).isNotNull();

    order(Verb.RESOLVE, new Arguments.Resolve("web-1", "hv1", true));
    world.timeline().advance(Duration.ofMinutes(2));

    assertThat(migration().unresolved()).isNull();
    assertThat(migration().status().terminal()).isTrue();
  }

  @Test
  void aHostIsDisabledAndEnabled() {
    order(Verb.DISABLE, new Arguments.OfHost("hv1", "new kernel"));
    assertThat(world.host("hv1").shown()).isEqualTo(HostState.DISABLED);
    assertThat(world.host("hv1").disabled()).isEqualTo("new kernel");

    order(Verb.ENABLE, new Arguments.OfHost("hv1", null));
    assertThat(world.host("hv1").shown()).isEqualTo(HostState.UP);
  }

  @Test
  void aHostIsFencedAndUnfenced() {
    world.fleet().inject(HostFault.of("hv2", FaultKind.UNREACHABLE));
    world.timeline().advance(Duration.ofMinutes(1));

    order(Verb.FENCE, new Arguments.OfHost("hv2", "power is cut"));
    assertThat(world.host("hv2").state()).isEqualTo(HostState.FENCED);

    world.fleet().heal(FaultSelector.ALL);
    order(Verb.UNFENCE, new Arguments.OfHost("hv2", null));
    world.timeline().advance(Duration.ofMinutes(1));
    assertThat(world.host("hv2").state()).isEqualTo(HostState.UP);
  }

  // Ends.

  @Test
  void aBootThatFailsEndsSo() {
    world.fleet().inject(CallFault.of(Call.CREATE, FaultKind.ERROR));

    Answer.Ended end = operate("boot", new Arguments.Boot("web-1", "hv1", 1, 1 << 20, 0, 0, 0));

    assertThat(end.ok()).isFalse();
    assertThat(end.instance().fault()).isNotNull();
    assertThat(end.instance().vmState()).isEqualTo(VmState.ERROR);
  }

  @Test
  void aMigrationThatIsAbortedEndsSo() {
    world.bootBusy("web-1", "hv1");
    Told told = new Told();
    desk.take("me", waiting("m", Verb.LIVE_MIGRATE, move("hv2")), told);
    world.timeline().advance(Duration.ofSeconds(5));
    order(Verb.ABORT, WEB);

    Answer.Ended end = ended(told);

    assertThat(end.ok()).isFalse();
    assertThat(end.instance().host()).isEqualTo("hv1");
    assertThat(end.migration())
        .extracting(MigrationView::status)
        .isEqualTo(MigrationStatus.CANCELLED);
  }

  @Test
  void anEndIsToldAfterTheAnswerThoughItCameBefore() {
    InstanceView view = world.view(world.boot("web-1", "hv1"));
    Answer accepted = new Answer.Accepted(view.id(), null);
    Answer ended = new Answer.Ended(true, view, null);
    Told told = new Told();

    Desk.tell(
        Audit.taken("me", waiting("p", Verb.PAUSE, WEB)),
        told,
        new Desk.Outcome(accepted, CompletableFuture.completedStage(ended)));

    assertThat(told.all).containsExactly(accepted, ended);
  }

  @Test
  void theEndOfAMigrationThatIsForgottenCannotBeTold() {
    InstanceId id = world.boot("web-1", "hv1");
    Request keyed = waiting("night-1", Verb.LIVE_MIGRATE, move("hv2"));
    Told first = new Told();
    desk.take("me", keyed, first);
    assertThat(ended(first).ok()).isTrue();
    world.atRest(id);
    for (int i = 0; i < 11; i++) {
      world.migrate(id, i % 2 == 0 ? "hv1" : "hv2");
      world.atRest(id);
    }

    try (CapturedLog log = CapturedLog.of(Desk.class)) {
      Told again = new Told();
      desk.take("me", keyed, again);
      awaitAnswers(again, 2);

      assertThat(again.all)
          .containsExactly(
              first.all.get(0),
              new Answer.Failed("it was accepted, but its end cannot be told any more"));
      assertThat(log.warnings()).singleElement().asString().contains(id.value());
    }
  }

  // Trouble.

  @Test
  void aFaultIsToldAndDoesNotHoldUpTheEnd() {
    Told told = new Told();

    desk.take("me", Request.of("1", Verb.BOOT, new Arguments.None()), told);

    assertThat(told.all)
        .containsExactly(
            new Answer.Failed("there was no answer, so it is not known whether it was taken"));
    world.await(desk.close());
  }

  @Test
  void anAnswerThatCannotBeGivenDoesNotHoldUpTheEnd() {
    desk.take(
        "me",
        Request.of("1", Verb.HOSTS, new Arguments.None()),
        new Replies() {
          @Override
          public void answer(Answer answer) {
            throw new IllegalStateException("nobody to tell");
          }

          @Override
          public void watch() {}

          @Override
          public void ended(Answer end) {}
        });

    world.await(desk.close());
  }

  @Test
  void anOrderOfWhichNobodyKnowsIsNotSaidToBeRefused() {
    InstanceId id = world.boot("web-1", "hv1");
    world.fleet().inject(CallFault.of(Call.JOURNAL_WRITE, FaultKind.HANG).about(id));
    Told told = new Told();

    desk.take("me", Request.of("1", Verb.STOP, WEB), told);

    awaitAnswers(told, 1);
    assertThat(told.all.get(0))
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> assertThat(failed.sentence()).contains("cannot be told yet"));
  }

  @Test
  void aQuestionWithoutAnAnswerHasChangedNothing() {
    Told told = new Told();

    desk.take("me", Request.of("1", Verb.LIST, new Arguments.None()), told);

    assertThat(told.all).containsExactly(new Answer.Failed("there was no answer; ask again"));
  }

  private InstanceId migrating() {
    InstanceId id = world.bootBusy("web-1", "hv1");
    world.migrate(id, "hv2");
    world.timeline().advance(Duration.ofSeconds(5));
    assertThat(migration().status()).isEqualTo(MigrationStatus.RUNNING);
    return id;
  }

  private MigrationView migration() {
    return world.await(world.drover().find("web-1")).lastMigration().orElseThrow();
  }

  private MigrationView migrationAtRest() {
    world.atRest(world.await(world.drover().find("web-1")).id());
    return migration();
  }

  private void order(Verb verb, Arguments arguments) {
    Told told = new Told();
    desk.take("me", Request.of("1", verb, arguments), told);
    awaitAnswers(told, 1);
    assertThat(told.all).containsExactly(new Answer.Done());
  }

  private Answer.Ended operate(String verb, Arguments arguments) {
    Told told = new Told();
    desk.take("me", waiting(null, Verb.of(verb).orElseThrow(), arguments), told);
    return ended(told);
  }

  private Answer.Ended ended(Told told) {
    awaitAnswers(told, 2);
    assertThat(told.all.get(0)).isInstanceOf(Answer.Accepted.class);
    return (Answer.Ended) told.all.get(1);
  }

  private void awaitAnswers(Told told, int count) {
    world.awaitUntil(count + " answers", () -> told.all.size() >= count);
  }

  private static Request waiting(@Nullable String key, Verb verb, Arguments arguments) {
    return new Request("1", verb, key, true, arguments);
  }

  private static Arguments move(String to) {
    return new Arguments.LiveMigrate("web-1", to, false, null);
  }
}
