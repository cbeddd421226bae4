package io.drover.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.Hypervisor;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import io.drover.testing.TamperedHypervisor;
import io.drover.testkit.conformance.ConformanceHosts;
import io.drover.testkit.conformance.HypervisorConformance;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The conformance suite finds hypervisors that break a promise, and names the promise. */
class ConformanceDefectsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** The suite on simulated hosts whose connections have a defect. */
  abstract static class WithDefect extends HypervisorConformance {
    abstract Hypervisor defective(Hypervisor real);

    @Override
    protected final ConformanceHosts open() {
      return SimulatedConformanceHosts.onManualTime(KIT, this::defective);
    }
  }

  static class ListsAllGuestsButTheLast extends WithDefect {
    @Override
    Hypervisor defective(Hypervisor real) {
      return TamperedHypervisor.instead(
          real,
          "list",
          arguments -> real.list().thenApply(ListsAllGuestsButTheLast::butTheLastOfSeveral));
    }

    private static List<GuestEvidence> butTheLastOfSeveral(List<GuestEvidence> seen) {
      return seen.size() < 2 ? seen : seen.subList(0, seen.size() - 1);
    }
  }

  @Test
  void aGuestThatIsNotListedIsMissed() {
    assertThat(failuresOf(ListsAllGuestsButTheLast.class))
        .containsExactly("theListHasEveryGuestInTheOrderOfTheirIds");
  }

  static class DestroysWhatIsNotThere extends WithDefect {
    @Override
    Hypervisor defective(Hypervisor real) {
      return TamperedHypervisor.instead(
          real,
          "destroy",
          arguments ->
              real.destroy((InstanceId) arguments[0])
                  .exceptionally(DestroysWhatIsNotThere::unlessNotFound));
    }

    private static Done unlessNotFound(Throwable failure) {
      Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
      if (cause instanceof HypervisorException told && told.kind() == Kind.NOT_FOUND) {
        return Done.getInstance();
      }
      throw new CompletionException(cause);
    }
  }

  @Test
  void aDestructionOfNothingThatSucceedsIsFound() {
    assertThat(failuresOf(DestroysWhatIsNotThere.class))
        .containsExactly("aMovedGuestRunsAtTheDestinationAlone", "whatIsNotThereCannotBeDestroyed");
  }

  static class CreatesOverWhatIsThere extends WithDefect {
    @Override
    Hypervisor defective(Hypervisor real) {
      return TamperedHypervisor.instead(
          real, "create", arguments -> createInPlace(real, (DomainTemplate) arguments[0]));
    }

    private static CompletionStage<Done> createInPlace(Hypervisor real, DomainTemplate template) {
      return real.destroy(template.id())
          .handle((done, failure) -> real.create(template))
          .thenCompose(created -> created);
    }
  }

  @Test
  void aCreationThatReplacesARunningGuestIsFound() {
    assertThat(failuresOf(CreatesOverWhatIsThere.class))
        .contains("aGuestThatIsThereIsNotCreatedAgain", "aSavedGuestGoesOnWhenItIsRestored");
  }

  static class IsAnotherIncarnationAfterAReset extends WithDefect {
    private final AtomicLong resets = new AtomicLong();

    @Override
    Hypervisor defective(Hypervisor real) {
      Hypervisor counting =
          TamperedHypervisor.before(real, "reset", arguments -> resets.incrementAndGet());
      return TamperedHypervisor.evidence(counting, this::renewed);
    }

    private GuestEvidence renewed(GuestEvidence seen) {
      return new GuestEvidence(
          seen.id(),
          seen.state(),
          seen.reason(),
          seen.jobActive(),
          renewed(seen.incarnation()),
          seen.seenAt());
    }

    private @Nullable Incarnation renewed(@Nullable Incarnation of) {
      return of == null ? null : new Incarnation(of.domainId() + resets.get(), of.startedAt());
    }
  }

  @Test
  void aResetThatPassesForANewStartIsFound() {
    assertThat(failuresOf(IsAnotherIncarnationAfterAReset.class))
        .containsExactly("theResetButtonStartsTheSameIncarnationAgain");
  }

  static class HasNoDefect extends WithDefect {
    @Override
    Hypervisor defective(Hypervisor real) {
      return TamperedHypervisor.before(real, "none", arguments -> {});
    }
  }

  @Test
  void withoutADefectNothingIsFound() {
    assertThat(failuresOf(HasNoDefect.class)).isEmpty();
  }

  /** The methods of the suite that fail for this implementation, in ascending order. */
  private static List<String> failuresOf(Class<? extends HypervisorConformance> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    assertThat(summary.getTestsStartedCount()).as("tests of the suite").isGreaterThan(40);
    return summary.getFailures().stream()
        .map(failure -> failure.getTestIdentifier().getSource().orElseThrow())
        .map(source -> ((MethodSource) source).getMethodName())
        .sorted()
        .toList();
  }
}
