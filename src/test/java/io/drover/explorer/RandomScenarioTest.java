package io.drover.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.hypervisor.simulated.FaultKind;
import io.drover.hypervisor.simulated.MigrationPhase;
import io.drover.model.HostOrder;
import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.Scenario;
import io.drover.scenario.Verb;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomScenarioTest {

  private static final List<Scenario> MANY =
      LongStream.rangeClosed(1, 400).mapToObj(RandomScenario::of).toList();

  @Test
  void oneSeedMakesOneScenario() {
    assertThat(RandomScenario.of(7)).isEqualTo(RandomScenario.of(7));
    assertThat(RandomScenario.of(8)).isNotEqualTo(RandomScenario.of(7));
  }

  @Test
  void fleetsAreOfAllSizesAndMostlySmall() {
    List<Integer> instances = MANY.stream().map(each -> each.instances().size()).sorted().toList();
    assertThat(MANY).extracting(each -> each.hosts().size()).contains(2, 10).allMatch(n -> n >= 2);
    assertThat(instances.get(0)).isEqualTo(1);
    assertThat(instances.get(instances.size() - 1)).isBetween(40, 50);
    assertThat(instances.get(instances.size() / 2)).isLessThan(10);
  }

  @Test
  void everyKindOfFaultIsTriedAndEveryPhaseIsWaitedFor() {
    List<FaultSpec> faults =
        actions(Action.InjectFault.class).stream().map(Action.InjectFault::fault).toList();
    assertThat(faults).extracting(FaultSpec::kind).contains(FaultKind.values());
    assertThat(faults).extracting(FaultSpec::at).contains(MigrationPhase.values());
    for (FaultKind kind : FaultKind.values()) {
      Set<MigrationPhase> phases =
          faults.stream()
              .filter(fault -> fault.kind() == kind)
              .map(FaultSpec::at)
              .filter(Objects::nonNull)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(MigrationPhase.class)));
      assertThat(phases).as("%s", kind).isNotEmpty();
    }
  }

  @Test
  void everyOperationThatCanBePlayedIsAskedFor() {
    Set<Verb> asked =
        actions(Action.Request.class).stream()
            .map(Action.Request::verb)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Verb.class)));
    assertThat(asked).isEqualTo(EnumSet.complementOf(EnumSet.of(Verb.RESOLVE)));
  }

  @Test
  void everyWordOnAHostIsSaidAndNoHostIsFencedBeforeItIsOff() {
    assertThat(actions(Action.OfHost.class))
        .extracting(Action.OfHost::order)
        .contains(HostOrder.values());
    for (Scenario scenario : MANY) {
      Set<String> off = new TreeSet<>();
      for (Action action : Shrinker.actions(scenario)) {
        if (action instanceof Action.InjectFault inject
            && inject.fault().kind() == FaultKind.DOWN
            && inject.fault().operation() == null
            && inject.fault().at() == null) {
          off.add(inject.fault().host());
        } else if (action instanceof Action.Heal) {
          off.clear();
        } else if (action instanceof Action.OfHost word && word.order() == HostOrder.FENCE) {
          assertThat(off).contains(word.host());
        }
      }
    }
  }

  @Test
  void everyScenarioEndsQuietlyWithTheOrchestratorUp() {
    for (Scenario scenario : MANY) {
      List<Action> actions = Shrinker.actions(scenario);
      List<Action> end = QuietEnd.steps();
      assertThat(actions).endsWith(end.toArray(Action[]::new));
      boolean down = false;
      for (Action action : actions) {
        if (action instanceof Action.Crash) {
          assertThat(down).isFalse();
          down = true;
        } else if (action instanceof Action.Restart) {
          assertThat(down).isTrue();
          down = false;
        }
      }
      assertThat(down).isFalse();
    }
  }

  private static <A extends Action> List<A> actions(Class<A> type) {
    return MANY.stream()
        .flatMap(scenario -> Arrays.stream(Shrinker.actions(scenario).toArray(Action[]::new)))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
