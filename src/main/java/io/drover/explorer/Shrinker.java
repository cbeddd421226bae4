package io.drover.explorer;

import io.drover.scenario.Action;
import io.drover.scenario.FaultSpec;
import io.drover.scenario.Scenario;
import io.drover.scenario.Step;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a scenario that fails smaller while it still fails in the same way: leaves out steps,
 * instances, hosts, settings and what narrows faults, and shortens sleeps. The quiet end stays,
 * because without it every run would fail.
 */
final class Shrinker {

  private final Predicate<Scenario> fails;
  private int runsLeft;
  private Draft best;

  private Shrinker(Scenario scenario, Predicate<Scenario> fails, int mostRuns) {
    this.fails = fails;
    runsLeft = mostRuns;
    best = Draft.of(scenario);
  }

  /**
   * The smallest that was found.
   *
   * @param fails plays a scenario and says whether it fails as the given one does
   * @param mostRuns how many scenarios are played at most
   */
  static Scenario shrink(Scenario scenario, Predicate<Scenario> fails, int mostRuns) {
    Shrinker shrinker = new Shrinker(scenario, fails, mostRuns);
    Draft before;
    do {
      before = shrinker.best;
      shrinker.dropSteps();
      shrinker.dropInstances();
      shrinker.dropHosts();
      shrinker.dropSettings();
      shrinker.simplifyFaults();
      shrinker.shortenSleeps();
    } while (shrinker.runsLeft > 0 && !shrinker.best.equals(before));
    return shrinker.best.scenario();
  }

  private boolean better(Draft draft) {
    if (runsLeft <= 0 || draft.equals(best)) {
      return false;
    }
    runsLeft--;
    if (fails.test(draft.scenario())) {
      best = draft;
      return true;
    }
    return false;
  }

  /** Leaves out half of the steps, then quarters, and so on down to one at a time. */
  private void dropSteps() {
    for (int chunk = Math.max(1, best.body().size() / 2); chunk >= 1; chunk /= 2) {
      int from = 0;
      while (from < best.body().size()) {
        int to = Math.min(from + chunk, best.body().size());
        List<Action> fewer = new ArrayList<>(best.body().subList(0, from));
        fewer.addAll(best.body().subList(to, best.body().size()));
        if (!better(best.withBody(fewer))) {
          from = to;
        }
      }
    }
  }

  private void dropInstances() {
    List.copyOf(best.scenario().instanceNames())
        .forEach(name -> better(best.withoutInstance(name)));
  }

  private void dropHosts() {
    List.copyOf(best.scenario().hosts()).forEach(host -> better(best.withoutHost(host.name())));
  }

  private void dropSettings() {
    best.settingPaths().forEach(path -> better(best.withoutSetting(path)));
  }

  private void simplifyFaults() {
    for (int i = 0; i < best.body().size(); i++) {
      if (best.body().get(i) instanceof Action.InjectFault inject) {
        for (FaultSpec simpler : SimplerFaults.of(inject.fault())) {
          replace(i, new Action.InjectFault(simpler, inject.as()));
        }
      }
    }
  }

  private void shortenSleeps() {
    for (int i = 0; i < best.body().size(); i++) {
      boolean shorter = true;
      while (shorter && best.body().get(i) instanceof Action.Sleep sleep) {
        Duration half = sleep.duration().dividedBy(2).truncatedTo(ChronoUnit.MILLIS);
        shorter = replace(i, new Action.Sleep(half));
      }
    }
  }

  private boolean replace(int index, Action action) {
    List<Action> body = new ArrayList<>(best.body());
    body.set(index, action);
    return better(best.withBody(body));
  }

  /** The actions of a scenario's steps. */
  static List<Action> actions(Scenario scenario) {
    return scenario.steps().stream().map(Step::action).toList();
  }
}
