package io.drover.torture;

import io.drover.control.Answer;
import io.drover.control.Arguments;
import io.drover.control.Verb;
import io.drover.fleet.FleetReport;
import io.drover.model.Flavor;
import io.drover.model.HookKind;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceSpec;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationStatus;
import io.drover.model.MigrationView;
import io.drover.model.VmState;
import io.drover.testkit.FalseRecords;
import io.drover.testkit.HostTruth;
import io.drover.testkit.Leaks;
import io.drover.torture.Promises.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is when all has come to rest.
 *
 * @param promises every request that was acknowledged; no other was taken
 * @param records all instances, deleted ones too
 * @param hosts as Drover sees them
 * @param fleet what is so on them
 * @param hooks what the hooks have noted
 */
record Evidence(
    List<Promise> promises,
    List<InstanceView> records,
    List<HostView> hosts,
    FleetReport fleet,
    HookLog hooks) {

  /** How many migrations and actions of an instance are kept at least. */
  private static final int KEPT = 10;

  /**
   * How many keys of an instance are known for certain: Drover keeps some more, but may have taken
   * requests in another order than their answers came.
   */
  private static final int KEYS = 40;

  /** What was acknowledged and is not there, or is there and was not asked for. */
  List<String> lost() {
    List<String> lost = new ArrayList<>();
    Map<InstanceId, InstanceView> byId =
        records.stream().collect(Collectors.toMap(InstanceView::id, Function.identity()));
    Map<InstanceId, List<Promise>> promised = byInstance();
    promised.forEach(
        (id, its) -> {
          InstanceView view = byId.get(id);
          if (view == null) {
            lost.add("%s is not known, but %s".formatted(id, its.get(0)));
          } else {
            its.forEach(promise -> compare(promise, view, lost));
            compareMigrations(its, view, lost);
            compareActions(its, view, lost);
          }
        });
    byId.keySet().stream()
        .filter(id -> !promised.containsKey(id))
        .forEach(id -> lost.add("%s is there, whose boot was never acknowledged".formatted(id)));
    return List.copyOf(lost);
  }

  private Map<InstanceId, List<Promise>> byInstance() {
    return promises.stream()
        .collect(Collectors.groupingBy(Promise::instance, TreeMap::new, Collectors.toList()));
  }

  /**
   * What has to be answered as it was when it is asked for again: the boot of each instance and the
   * latest requests about it, but for migrations that are not kept any more.
   */
  List<Promise> repeatable() {
    Set<MigrationId> kept = new HashSet<>();
    records.forEach(view -> view.migrations().forEach(migration -> kept.add(migration.id())));
    return byInstance().values().stream()
        .flatMap(
            its ->
                Stream.concat(
                    its.stream().limit(1).filter(first -> first.request().verb() == Verb.BOOT),
                    its.stream().skip(Math.max(1, its.size() - KEYS))))
        .filter(
            promise ->
                !(promise.answer() instanceof Answer.Accepted accepted)
                    || accepted.migration() == null
                    || kept.contains(accepted.migration()))
        .toList();
  }

  /** What is not as it was at an earlier look, though nothing new was asked for meanwhile. */
  List<String> changedSince(Evidence earlier) {
    return records.stream()
        .filter(view -> !earlier.records().contains(view))
        .map("%s has changed when requests were repeated"::formatted)
        .toList();
  }

  private static void compare(Promise promise, InstanceView view, List<String> lost) {
    if (promise.request().arguments() instanceof Arguments.Boot boot
        && !view.spec()
            .equals(
                new InstanceSpec(
                    boot.name(),
                    new Flavor(boot.vcpus(), boot.memory(), boot.disk()),
                    boot.vifs(),
                    boot.dirtyRate()))) {
      lost.add("%s is another one than %s".formatted(view.spec(), boot));
    } else if (promise.request().verb() == Verb.DELETE && view.vmState() != VmState.DELETED) {
      lost.add("%s was deleted, but is %s".formatted(view.id(), view.vmState().label()));
    }
  }

  private static void compareMigrations(
      List<Promise> promises, InstanceView view, List<String> lost) {
    Set<MigrationId> promised = migrations(promises);
    Set<MigrationId> recorded = new LinkedHashSet<>();
    view.migrations().forEach(migration -> recorded.add(migration.id()));
    for (MigrationId id : promised) {
      if (!recorded.contains(id) && recorded.size() < KEPT) {
        lost.add("%s does not know its migration %s".formatted(view.id(), id));
      }
    }
    for (MigrationId id : recorded) {
      if (!promised.contains(id) && !id.value().endsWith("-late")) {
        lost.add("%s has a migration %s, never acknowledged".formatted(view.id(), id));
      }
    }
  }

  private static void compareActions(List<Promise> promises, InstanceView view, List<String> lost) {
    long operations =
        promises.stream().filter(promise -> promise.request().verb().hasEnd()).count();
    if (view.actions().size() < Math.min(KEPT, operations)) {
      lost.add(
          "%s knows %d actions of %d: %s"
              .formatted(view.id(), view.actions().size(), operations, view.actions()));
    }
  }

  private static Set<MigrationId> migrations(Collection<Promise> promises) {
    Set<MigrationId> ids = new LinkedHashSet<>();
    for (Promise promise : promises) {
      if (promise.answer() instanceof Answer.Accepted accepted && accepted.migration() != null) {
        ids.add(accepted.migration());
      }
    }
    return ids;
  }

  /** Migrations without exactly one outcome that was told by its hook, or was given up. */
  List<String> doubled() {
    List<String> doubled = new ArrayList<>();
    Set<MigrationId> promised = migrations(promises);
    Map<MigrationId, MigrationView> recorded = new LinkedHashMap<>();
    records.forEach(view -> view.migrations().forEach(each -> recorded.put(each.id(), each)));
    for (MigrationId id : promised) {
      Set<HookKind> kinds = hooks.of(id);
      MigrationView migration = recorded.get(id);
      if (kinds.size() > 1) {
        doubled.add("both hooks of migration %s were run".formatted(id));
      } else if (migration == null) {
        if (kinds.isEmpty()) {
          doubled.add("no hook of migration %s was run".formatted(id));
        }
      } else if (!told(migration, kinds)) {
        doubled.add("the hooks that were run are %s, of %s".formatted(kinds, migration));
      }
    }
    for (String id : hooks.kinds().keySet()) {
      if (!promised.contains(new MigrationId(id))) {
        doubled.add("a hook of migration %s was run, which nobody asked for".formatted(id));
      }
    }
    return List.copyOf(doubled);
  }

  private static boolean told(MigrationView migration, Set<HookKind> kinds) {
    HookKind due =
        migration.status() == MigrationStatus.COMPLETED ? HookKind.POST : HookKind.RECOVER;
    return switch (migration.hookState()) {
      case DELIVERED ->
          migration.hook() != null
              && kinds.equals(Set.of(migration.hook()))
              && (migration.status() == MigrationStatus.ERROR || migration.hook() == due);
      case GIVEN_UP -> true;
      case NONE, PENDING -> false;
    };
  }

  /** Whether there is nothing that time could still put right. */
  boolean atRest() {
    return leaks().isEmpty() && untrue().isEmpty();
  }

  /** What hosts hold too much or too little of, and what is not finished. */
  List<String> leaks() {
    return Leaks.find(records, hosts, truth());
  }

  /** Records of instances that are not so. */
  List<String> untrue() {
    return FalseRecords.find(records, truth());
  }

  private Map<String, HostTruth> truth() {
    Map<String, HostTruth> truth = new TreeMap<>();
    fleet.truth().hosts().forEach((name, host) -> truth.put(name, HostTruth.of(host)));
    return truth;
  }

  /** When a guest could run twice at a time. */
  List<String> secondCopies() {
    return fleet.secondCopies().stream().map(String::valueOf).toList();
  }
}
