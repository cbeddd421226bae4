package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.host.HostCall;
import io.drover.model.HookState;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Reason;
import io.drover.runtime.Mandate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.LoggingTestKit;
import org.junit.jupiter.api.Test;

/** The one hook that the outcome chose. */
class DeliveringTest extends MigrationTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration FIRST_SWEEP = Duration.ofSeconds(30);

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  /** A call of a hook that has not ended yet. */
  private record Call(
      String hook, MigrationView migration, String thread, CompletableFuture<String> end) {}

  @Override
  protected Map<String, MigrationHooks> hooks() {
    return Map.of(
        "none",
        new MigrationHooks() {
          @Override
          public CompletionStage<?> post(MigrationView migration) {
            return called("post", migration);
          }

          @Override
          public CompletionStage<?> recover(MigrationView migration) {
            return called("recover", migration);
          }
        },
        "throwing",
        hook(
            () -> {
              throw new IllegalStateException("thrown");
            }),
        "null",
        hook(() -> null));
  }

  @SuppressWarnings("NullAway") // what an application may do
  private static MigrationHooks hook(Supplier<CompletionStage<?>> stage) {
    return new MigrationHooks() {
      @Override
      public CompletionStage<?> post(MigrationView migration) {
        return stage.get();
      }
    };
  }

  private CompletionStage<?> called(String hook, MigrationView migration) {
    CompletableFuture<String> end = new CompletableFuture<>();
    calls.add(new Call(hook, migration, Thread.currentThread().getName(), end));
    return end;
  }

  private Call isCalled() throws InterruptedException {
    return isCalled("");
  }

  private Call isCalled(String told) throws InterruptedException {
    Call call = calls.poll(10, TimeUnit.SECONDS);
    assertThat(call).as("a call of a hook").isNotNull();
    isTold(HookState.PENDING, told);
    return call;
  }

  private void postpone(Call call, String why) {
    call.end().completeExceptionally(new HookPostponedException(why));
    assertThat(isTold(HookState.PENDING, why)).isEqualTo(1);
    settle();
  }

  private int isTold(HookState state, String error) {
    Notice.HookProgress notice = notices.expectMessageClass(Notice.HookProgress.class);
    assertThat(notice.state()).isEqualTo(state);
    assertThat(notice.error()).isEqualTo(error);
    return notice.call();
  }

  private void isNotCalled() {
    settle();
    assertThat(calls).isEmpty();
  }

  private static MigrationRecord completed(String hooks) {
    return accepted(hooks).after(MigrationEvents.completed()).after(MigrationEvents.ended());
  }

  private static MigrationRecord accepted(String hooks) {
    return MigrationRecord.of(
        new MigrationEvent.Accepted(
            MigrationEvents.ID,
            MigrationEvents.INSTANCE,
            "hv1",
            "hv2",
            false,
            hooks,
            2,
            MigrationEvents.NOW));
  }

  private static LoggingTestKit failedCall(int call, String why) {
    return LoggingTestKit.warn(
            "instance i-1: call %d of 5 of the post hook of migration m-1 failed: %s"
                .formatted(call, why))
        .withOccurrences(1);
  }

  private void stops() {
    parent.expectTerminated(migration);
  }

  @Test
  void postIsCalledOnAThreadOfItsOwnWithTheMigrationAsItEnded() throws InterruptedException {
    start(completed("none"));
    Call call = isCalled();
    assertThat(call.hook()).isEqualTo("post");
    assertThat(call.migration().id()).isEqualTo(MigrationEvents.ID);
    assertThat(call.migration().status()).isEqualTo(MigrationStatus.COMPLETED);
    assertThat(call.thread()).contains("drover.hook-dispatcher");
    parentIsLeftAlone();

    call.end().complete("done");
    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(1);
    stops();
  }

  @Test
  void recoverIsCalledAfterAnyOtherOutcome() throws InterruptedException {
    start(
        MigrationEvents.running()
            .after(MigrationEvents.failed(Reason.TRANSFER))
            .after(MigrationEvents.ended()));
    Call call = isCalled();
    assertThat(call.hook()).isEqualTo("recover");
    assertThat(call.migration().reason()).isEqualTo(Reason.TRANSFER);
    call.end().complete("done");

    records(MigrationEvent.HookDelivered.class);
    stops();
    assertThat(calls).isEmpty();
  }

  @Test
  void aCallThatFailedIsRepeatedAfterPausesThatDouble() throws InterruptedException {
    start(completed("none"));
    for (int call = 1; call < 5; call++) {
      Call failing = isCalled();
      failedCall(call, "expected by this test")
          .expect(
              testKit.system(),
              () -> {
                failing
                    .end()
                    .completeExceptionally(new IllegalStateException("expected by this test"));
                return null;
              });
      assertThat(isTold(HookState.PENDING, "expected by this test")).isEqualTo(call);
      Duration pause = Duration.ofSeconds(1L << (call - 1));
      pass(pause.minusMillis(1));
      isNotCalled();
      pass(Duration.ofMillis(1));
    }
    isCalled().end().complete("done");

    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(5);
    stops();
  }

  @Test
  void withoutAMandateNoHookIsCalledAndNoCallIsCounted() throws InterruptedException {
    Mandate mandate = Mandate.get(testKit.system());
    mandate.dependOn(() -> Optional.of("another may act by now"));
    start(completed("none"));
    for (int second = 0; second < 10; second++) {
      isTold(HookState.PENDING, "another may act by now");
      isNotCalled();
      pass(Duration.ofSeconds(1));
    }
    isTold(HookState.PENDING, "another may act by now");

    mandate.dependOn(Optional::empty);
    pass(Duration.ofSeconds(1));
    isCalled().end().complete("done");

    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(1);
    stops();
  }

  @Test
  void aHookThatIsPostponedIsAskedForUntilThereIsRoomAndNoCallIsCounted()
      throws InterruptedException {
    start(completed("none"));
    postpone(isCalled(), "0 before it");
    for (int second = 1; second <= 10; second++) {
      pass(Duration.ofMillis(999));
      isNotCalled();
      pass(Duration.ofMillis(1));
      postpone(isCalled(second - 1 + " before it"), second + " before it");
    }

    pass(Duration.ofSeconds(1));
    Call last = isCalled("10 before it");
    pass(TIMEOUT.minusMillis(1));
    isNotCalled();
    last.end().complete("done");

    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(1);
    stops();
  }

  @Test
  void aHookThatFailsInEachCallIsGivenUpWithAWarning() throws InterruptedException {
    start(completed("none"));
    for (int call = 1; call < 5; call++) {
      isCalled().end().completeExceptionally(new IllegalStateException("expected by this test"));
      assertThat(isTold(HookState.PENDING, "expected by this test")).isEqualTo(call);
      pass(Duration.ofSeconds(1L << (call - 1)));
    }
    Call last = isCalled();
    LoggingTestKit.warn(
            "instance i-1: the post hook of migration m-1 is given up after 5 calls: expected by"
                + " this test")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              last.end().completeExceptionally(new IllegalStateException("expected by this test"));
              assertThat(records(MigrationEvent.HookGivenUp.class).calls()).isEqualTo(5);
              return null;
            });

    assertThat(isTold(HookState.GIVEN_UP, "expected by this test")).isEqualTo(5);
    stops();
    assertThat(record.hookState()).isEqualTo(HookState.GIVEN_UP);
    assertThat(record.status()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void aHookThatThrowsHasFailed() {
    failedCall(1, "thrown")
        .expect(
            testKit.system(),
            () -> {
              start(completed("throwing"));
              return null;
            });
  }

  @Test
  void aHookThatReturnsNothingHasFailed() {
    failedCall(1, "it returned null instead of a stage")
        .expect(
            testKit.system(),
            () -> {
              start(completed("null"));
              return null;
            });
  }

  @Test
  void aHookThatDoesNotEndWithin30sIsCalledAgain() throws InterruptedException {
    start(completed("none"));
    isCalled();
    failedCall(1, "it did not end within 30000 ms")
        .expect(
            testKit.system(),
            () -> {
              pass(TIMEOUT.minusMillis(1));
              isNotCalled();
              pass(Duration.ofMillis(1));
              return null;
            });
    isTold(HookState.PENDING, "it did not end within 30000 ms");
    pass(Duration.ofSeconds(1));
    isCalled().end().complete("done");

    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(2);
  }

  @Test
  void aHookThatNeverEndsIsGivenUp() throws InterruptedException {
    start(completed("none"));
    for (int call = 1; call <= 5; call++) {
      isCalled();
      pass(TIMEOUT);
      isTold(call < 5 ? HookState.PENDING : HookState.GIVEN_UP, "it did not end within 30000 ms");
      pass(Duration.ofSeconds(1L << (call - 1)));
    }

    assertThat(records(MigrationEvent.HookGivenUp.class).calls()).isEqualTo(5);
    stops();
  }

  @Test
  void aCallThatSucceedsAfterItsTimeoutCounts() throws InterruptedException {
    start(completed("none"));
    Call slow = isCalled();
    pass(TIMEOUT);
    slow.end().complete("late");

    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(1);
    stops();
    assertThat(calls).isEmpty();
  }

  @Test
  void aCallThatFailsAfterItsTimeoutFailsOnce() throws InterruptedException {
    start(completed("none"));
    Call slow = isCalled();
    pass(TIMEOUT);
    isTold(HookState.PENDING, "it did not end within 30000 ms");
    slow.end().completeExceptionally(new IllegalStateException("late"));
    pass(Duration.ofSeconds(1));
    isCalled();
    pass(Duration.ofSeconds(1));

    isNotCalled();
  }

  @Test
  void aHookWhoseNameIsGoneWaitsForItWithAWarning() {
    LoggingTestKit.warn("waits until hooks named 'removed' are registered again")
        .withOccurrences(1)
        .expect(
            testKit.system(),
            () -> {
              start(completed("removed"));
              isTold(HookState.PENDING, "no hooks named 'removed' are registered");
              return null;
            });
    pass(Duration.ofHours(1));
    isNotCalled();
  }

  @Test
  void whatWasLeftOverIsSweptWhileTheHookRuns() throws InterruptedException {
    start(failedWithVifsLeft("none"));
    Call call = isCalled();
    pass(FIRST_SWEEP);
    isTold(HookState.PENDING, "it did not end within 30000 ms");
    hv2IsSwept();

    call.end().complete("done");
    records(MigrationEvent.HookDelivered.class);
    stops();
  }

  @Test
  void whatWasLeftOverIsSweptWhileTheHooksNameIsGone() {
    start(failedWithVifsLeft("removed"));
    isTold(HookState.PENDING, "no hooks named 'removed' are registered");
    pass(FIRST_SWEEP);
    hv2IsSwept();

    pass(Duration.ofHours(1));
    hostsAreLeftAlone();
    assertThat(record.hookState()).isEqualTo(HookState.PENDING);
  }

  private static MigrationRecord failedWithVifsLeft(String hooks) {
    return accepted(hooks)
        .after(MigrationEvents.failed(Reason.TRANSFER))
        .after(MigrationEvents.ended(MigrationEvents.VIFS_ON_HV2));
  }

  private void hv2IsSwept() {
    hv2.agrees();
    records(MigrationEvent.SweepBegan.class);
    hv2.does(HostCall.UnplugVifs.class);
    assertThat(records(MigrationEvent.SweepEnded.class).remaining()).isEmpty();
  }

  @Test
  void newsOfTheRecordCallNoHookTwice() throws InterruptedException {
    start(completed("none"));
    Call call = isCalled();
    migration.tell(new MigrationActor.Recorded(record));
    isNotCalled();

    call.end().complete("done");
    assertThat(records(MigrationEvent.HookDelivered.class).calls()).isEqualTo(1);
  }

  @Test
  void aHookThatWasPendingBeforeACrashIsCalledAgain() throws InterruptedException {
    start(completed("none"));
    isCalled();
    testKit.stop(migration);
    start(completed("none"));
    isCalled().end().complete("done");

    records(MigrationEvent.HookDelivered.class);
  }

  @Test
  void aMigrationWhoseHookIsOverHasNothingToDo() {
    start(completed("none").after(MigrationEvents.DELIVERED));
    stops();

    assertThat(calls).isEmpty();
  }
}
