package io.drover.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one kind, control or bulk, that a host has under way: never more than the limit, the
 * rest in order of arrival. A call that nobody waits for any more is stuck: it keeps its place
 * until it returns, because it may hold a thread.
 */
final class CallBudget {
  private final int limit;
  private final Map<Long, Call> places = new LinkedHashMap<>();
  private final Map<Long, Call> awaited = new LinkedHashMap<>();
  private final Deque<Call> queue = new ArrayDeque<>();

  CallBudget(int limit) {
    this.limit = limit;
  }

  /**
   * One call.
   *
   * @param number tells it from all others
   * @param lane calls of one lane are made one after the other, because what they do is undone by
   *     the next; null: of none
   * @param timeout how long its answer is waited for, the queue included; zero: as long as it takes
   * @param start makes it
   * @param answer is told its value, or what went wrong
   */
  record Call(
      long number,
      @Nullable Object lane,
      Duration timeout,
      Supplier<? extends CompletionStage<?>> start,
      Answer answer) {}

  /** Takes the end of a call. */
  @FunctionalInterface
  interface Answer {
    void accept(@Nullable Object value, CallResult result);

    /** The call returned after all, when nobody waited for it any more. */
    default void late(CallResult result) {}
  }

  void add(Call call) {
    queue.add(call);
  }

  /**
   * The next call to make, if there is one and a place for it. A call that is stuck keeps its
   * place, but not its lane, or what it may have done could not be undone for as long.
   */
  Optional<Call> next() {
    if (places.size() >= limit) {
      return Optional.empty();
    }
    Optional<Call> free = queue.stream().filter(this::isFree).findFirst();
    free.ifPresent(
        call -> {
          queue.remove(call);
          places.put(call.number(), call);
          awaited.put(call.number(), call);
        });
    return free;
  }

  private boolean isFree(Call call) {
    Object lane = call.lane();
    return lane == null || awaited.values().stream().noneMatch(other -> lane.equals(other.lane()));
  }

  /** The call returned: whoever waits for it, or did, is told. */
  void returned(long number, @Nullable Object value, CallResult result) {
    Call call = places.remove(number);
    if (awaited.remove(number) != null && call != null) {
      call.answer().accept(value, result);
    } else if (call != null) {
      call.answer().late(result);
    }
  }

  /** The deadline of a call that was made has passed; empty when it has returned before. */
  Optional<Call> abandon(long number) {
    return Optional.ofNullable(awaited.remove(number));
  }

  /** The deadline of a call passed while it still waited for its turn. */
  Optional<Call> withdraw(long number) {
    Optional<Call> found = queue.stream().filter(call -> call.number() == number).findFirst();
    found.ifPresent(queue::remove);
    return found;
  }

  /** Withdraws all calls that were not made yet. */
  List<Call> withdrawAll() {
    List<Call> calls = new ArrayList<>(queue);
    queue.clear();
    return calls;
  }

  /** Abandons all calls that have no deadline of their own. */
  List<Call> abandonUnbounded() {
    List<Call> calls = awaited.values().stream().filter(call -> call.timeout().isZero()).toList();
    calls.forEach(call -> awaited.remove(call.number()));
    return calls;
  }

  /** Abandons all calls that were made. */
  List<Call> abandonAll() {
    List<Call> calls = List.copyOf(awaited.values());
    awaited.clear();
    return calls;
  }

  /** Gives the place of the call that has been stuck the longest to others, if one is stuck. */
  void writeOff() {
    places.keySet().stream()
        .filter(number -> !awaited.containsKey(number))
        .findFirst()
        .ifPresent(places::remove);
  }

  /** How many calls nobody waits for any more have not returned. */
  int stuck() {
    return places.size() - awaited.size();
  }
}
