package io.drover.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * What the code does not call, because it would read time, chance or a hash's salt where no test
 * can decide them, or hold a thread that others need. Method references count as calls.
 */
public final class ForbiddenCalls {
  private static final String CONSTRUCTOR = "<init>";

  private ForbiddenCalls() {}

  /** Time is read from DroverClock and Timeline, which are real in these two classes. */
  public static ArchRule timeIsReadFromTheClockOnly() {
    return nobodyCalls(
        "the machine's clock",
        of(System.class, "nanoTime", "currentTimeMillis")
            .or(of(Instant.class, "now"))
            .or(of(LocalDate.class, "now"))
            .or(of(LocalTime.class, "now"))
            .or(of(LocalDateTime.class, "now"))
            .or(of(ZonedDateTime.class, "now"))
            .or(of(OffsetDateTime.class, "now"))
            .or(target -> of(Clock.class).test(target) && target.getName().startsWith("system"))
            .or(of(Date.class, CONSTRUCTOR).and(ForbiddenCalls::withoutParameters)),
        "runtime.RealClock",
        "runtime.RealTimeline",
        "simulation.Pacer");
  }

  /** Identities and chance come from one place, which a seed can decide. */
  public static ArchRule chanceComesFromIdsOnly() {
    return nobodyCalls(
        "an unseeded source of chance",
        of(UUID.class, "randomUUID")
            .or(of(Math.class, "random"))
            .or(of(ThreadLocalRandom.class, "current"))
            .or(of(RandomGenerator.class, "getDefault", "of"))
            .or(of(SecureRandom.class, CONSTRUCTOR))
            .or(of(Random.class, CONSTRUCTOR).and(ForbiddenCalls::withoutParameters))
            .or(of(SplittableRandom.class, CONSTRUCTOR).and(ForbiddenCalls::withoutParameters)),
        "runtime.Ids");
  }

  /** Nobody sleeps: what waits has a timer. */
  public static ArchRule nobodySleeps() {
    return nobodyCalls("sleep", of(Thread.class, "sleep").or(of(TimeUnit.class, "sleep")));
  }

  /** Work runs on dispatchers; the JVM's common pool and its timer thread know no virtual time. */
  public static ArchRule nothingRunsOnTheCommonPool() {
    return nobodyCalls(
        "the common pool or its timer",
        asyncWithoutExecutor()
            .or(of(CompletableFuture.class, "orTimeout", "completeOnTimeout", "delayedExecutor"))
            .or(ownedBy(ForkJoinPool.class))
            .or(of(Collection.class, "parallelStream"))
            .or(of(BaseStream.class, "parallel")));
  }

  /** Pekko's own ask completes on the common pool; see Stages. */
  public static ArchRule actorsAreAskedThroughStages() {
    return nobodyCalls(
        "Pekko's own ask",
        of(ActorContext.class, "ask", "askWithStatus")
            .or(of(AskPattern.class, "ask", "askWithStatus")),
        "runtime.Stages");
  }

  /**
   * The order of these collections is another in each JVM; with fewer than two elements it is not.
   */
  public static ArchRule noCollectionHasASaltedOrder() {
    return nobodyCalls(
        "a collection in a salted order",
        ownedBy(Map.class)
            .and(
                of(Map.class, "copyOf", "ofEntries")
                    .or(of(Map.class, "of").and(ForbiddenCalls::takesSeveralEntries)))
            .or(
                ownedBy(Set.class)
                    .and(
                        of(Set.class, "copyOf")
                            .or(of(Set.class, "of").and(ForbiddenCalls::takesSeveralElements))))
            .or(of(Collectors.class, "toUnmodifiableSet", "toUnmodifiableMap")));
  }

  /** No thread waits for another, but where people or the loop of virtual time do. */
  public static ArchRule nothingBlocks() {
    return nobodyCalls(
        "something that blocks",
        of(Future.class, "get")
            .or(of(CompletableFuture.class, "join"))
            .or(of(Thread.class, "join"))
            .or(of(Object.class, "wait").and(ForbiddenCalls::takesNothingButTime))
            .or(of(CountDownLatch.class, "await"))
            .or(of(Condition.class, "await", "awaitNanos", "awaitUntil", "awaitUninterruptibly"))
            .or(of(Semaphore.class, "acquire", "acquireUninterruptibly"))
            .or(of(BlockingQueue.class, "take", "put"))
            .or(of(ExecutorService.class, "awaitTermination", "invokeAll", "invokeAny"))
            .or(of(LockSupport.class, "park", "parkNanos", "parkUntil"))
            .or(target -> target.getOwner().getFullName().startsWith("scala.concurrent.Await")),
        "cli.",
        "explorer.",
        "scenario.",
        "simulation.Pacer",
        "simulation.StartPump");
  }

  private static Predicate<AccessTarget.CodeUnitAccessTarget> of(Class<?> owner, String... names) {
    Set<String> wanted = new TreeSet<>(List.of(names));
    return target ->
        target.getOwner().isAssignableTo(owner)
            && (wanted.isEmpty() || wanted.contains(target.getName()));
  }

  private static Predicate<AccessTarget.CodeUnitAccessTarget> ownedBy(Class<?> owner) {
    return target -> target.getOwner().isEquivalentTo(owner);
  }

  private static Predicate<AccessTarget.CodeUnitAccessTarget> asyncWithoutExecutor() {
    return target ->
        target.getOwner().isAssignableTo(CompletionStage.class)
            && target.getName().endsWith("Async")
            && target.getRawParameterTypes().stream()
                .noneMatch(type -> type.isEquivalentTo(Executor.class));
  }

  private static boolean withoutParameters(AccessTarget.CodeUnitAccessTarget target) {
    return parameters(target) == 0;
  }

  /** As Object.wait does, unlike methods of ours that have the same name. */
  private static boolean takesNothingButTime(AccessTarget.CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().stream().allMatch(JavaClass::isPrimitive);
  }

  private static boolean takesSeveralEntries(AccessTarget.CodeUnitAccessTarget target) {
    return parameters(target) > 2;
  }

  private static boolean takesSeveralElements(AccessTarget.CodeUnitAccessTarget target) {
    return parameters(target) > 1
        || (parameters(target) == 1 && target.getRawParameterTypes().get(0).isArray());
  }

  private static int parameters(AccessTarget.CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().size();
  }

  /** Below io.drover, nobody but these classes; a name that ends in a dot is a package. */
  private static ArchRule nobodyCalls(
      String what, Predicate<AccessTarget.CodeUnitAccessTarget> forbidden, String... exceptions) {
    return classes().should(notCall(what, forbidden, List.of(exceptions)));
  }

  private static ArchCondition<JavaClass> notCall(
      String what,
      Predicate<AccessTarget.CodeUnitAccessTarget> forbidden,
      List<String> exceptions) {
    return new ArchCondition<>("not call " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (excepted(type.getName(), exceptions)) {
          return;
        }
        for (JavaCodeUnitAccess<?> access : type.getCodeUnitAccessesFromSelf()) {
          if (forbidden.test(access.getTarget())) {
            events.add(SimpleConditionEvent.violated(access, access.getDescription()));
          }
        }
      }
    };
  }

  private static boolean excepted(String type, List<String> exceptions) {
    return exceptions.stream()
        .map(exception -> "io.drover." + exception)
        .anyMatch(
            exception ->
                type.equals(exception)
                    || type.startsWith(exception + "$")
                    || (exception.endsWith(".") && type.startsWith(exception)));
  }
}
