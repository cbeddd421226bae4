package io.drover.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
  private final CallBudget budget = new CallBudget(2);
  private final List<String> told = new ArrayList<>();

  private CallBudget.Answer answer(long number) {
    return new CallBudget.Answer() {
      @Override
      public void accept(@Nullable Object value, CallResult result) {
        told.add(number + " in time");
      }

      @Override
      public void late(CallResult result) {
        told.add(number + " late");
      }
    };
  }

  private void returned(long number) {
    budget.returned(number, null, CallResult.DONE);
  }

  private CallBudget.Call call(long number, Duration timeout) {
    return call(number, null, timeout);
  }

  private CallBudget.Call call(long number, @Nullable Object lane, Duration timeout) {
    return new CallBudget.Call(
        number, lane, timeout, () -> CompletableFuture.completedStage(""), answer(number));
  }

  private void add(long... numbers) {
    LongStream.of(numbers).forEach(number -> budget.add(call(number, Duration.ofSeconds(1))));
  }

  private long next() {
    return budget.next().map(CallBudget.Call::number).orElse(-1L);
  }

  @Test
  void handsCallsOutInOrderUntilAllPlacesAreTaken() {
    add(1, 2, 3);

    assertThat(LongStream.range(0, 3).map(i -> next())).containsExactly(1L, 2L, -1L);
  }

  @Test
  void callsOfOneLaneAreMadeOneAfterTheOtherAndHoldUpNoOthers() {
    budget.add(call(1, "a", Duration.ofSeconds(1)));
    budget.add(call(2, "a", Duration.ofSeconds(1)));
    budget.add(call(3, "b", Duration.ofSeconds(1)));
    assertThat(LongStream.range(0, 3).map(i -> next())).containsExactly(1L, 3L, -1L);

    returned(3);
    assertThat(next()).isEqualTo(-1);
    returned(1);
    assertThat(next()).isEqualTo(2);
  }

  @Test
  void aCallThatNobodyWaitsForAnyMoreLeavesItsLane() {
    budget.add(call(1, "a", Duration.ofSeconds(1)));
    budget.add(call(2, "a", Duration.ofSeconds(1)));
    next();

    budget.abandon(1);

    assertThat(next()).isEqualTo(2);
  }

  @Test
  void aCallThatReturnsLeavesItsPlaceToTheNext() {
    add(1, 2, 3);
    next();
    next();

    returned(2);
    assertThat(told).containsExactly("2 in time");

    assertThat(next()).isEqualTo(3);
    returned(2);
    assertThat(told).as("nothing returns twice").hasSize(1);
  }

  @Test
  void anAbandonedCallKeepsItsPlaceAndIsStuckUntilItReturns() {
    add(1, 2, 3);
    next();
    next();

    assertThat(budget.abandon(1)).isPresent();
    assertThat(budget.stuck()).isEqualTo(1);
    assertThat(next()).isEqualTo(-1);
    assertThat(budget.abandon(1)).isEmpty();

    returned(1);
    assertThat(told).containsExactly("1 late");
    assertThat(budget.stuck()).isZero();
    assertThat(next()).isEqualTo(3);
  }

  @Test
  void aCallThatWaitsIsWithdrawnAndNeverHandedOut() {
    add(1, 2, 3, 4);
    next();
    next();

    assertThat(budget.abandon(3)).as("it was not made").isEmpty();
    assertThat(budget.withdraw(3)).isPresent();
    assertThat(budget.withdraw(3)).isEmpty();
    assertThat(budget.withdraw(1)).as("it was made").isEmpty();
    returned(1);

    assertThat(next()).isEqualTo(4);
  }

  @Test
  void allThatWaitAreWithdrawnInOrder() {
    add(1, 2, 3, 4);
    next();
    next();

    assertThat(budget.withdrawAll()).extracting(CallBudget.Call::number).containsExactly(3L, 4L);
    assertThat(budget.withdrawAll()).isEmpty();
    assertThat(budget.stuck()).isZero();
  }

  @Test
  void onlyCallsWithoutADeadlineOfTheirOwnAreAbandonedAtOnce() {
    budget.add(call(1, Duration.ZERO));
    budget.add(call(2, Duration.ofSeconds(1)));
    budget.add(call(3, Duration.ZERO));
    next();
    next();

    assertThat(budget.abandonUnbounded()).extracting(CallBudget.Call::number).containsExactly(1L);
    assertThat(budget.stuck()).isEqualTo(1);
    returned(2);
    assertThat(told).containsExactly("2 in time");
    assertThat(next()).as("it has not been made before").isEqualTo(3);
  }
}
