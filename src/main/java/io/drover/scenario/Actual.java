package io.drover.scenario;

import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.Labelled;
import io.drover.model.MigrationView;
import io.drover.testkit.HostTruth;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What there is for each key of an expectation; null for what is not there. */
final class Actual {

  private final Facts facts;
  private final @Nullable String instanceName;
  private final @Nullable InstanceView instance;
  private final @Nullable MigrationView migration;
  private final @Nullable String host;

  Actual(Expectation expectation, Facts facts) {
    this.facts = facts;
    instanceName = expectation.instance();
    instance = instanceName == null ? null : facts.instance(instanceName).orElse(null);
    MigrationReference reference = expectation.migration();
    migration = reference == null ? null : facts.migration(reference).orElse(null);
    host = expectation.host();
  }

  @Nullable Object of(ExpectKey key) {
    return switch (key.subject()) {
      case INSTANCE -> ofInstance(key);
      case MIGRATION -> migration == null ? null : ofMigration(key, migration);
      case HOST -> host == null ? null : ofHost(key, host);
      case FLEET -> (key == ExpectKey.NO_LEAKS ? facts.leaks() : facts.violations()).isEmpty();
    };
  }

  private @Nullable Object ofInstance(ExpectKey key) {
    if (key == ExpectKey.RUNNING_COPIES) {
      return instanceName == null ? null : runningCopies(instanceName);
    }
    if (instance == null) {
      return null;
    }
    return switch (key) {
      case HOST -> instance.host();
      case VM_STATE -> instance.vmState().label();
      case TASK_STATE -> instance.taskState().label();
      case POWER_STATE -> instance.powerState().label();
      case FAULT -> labelOrNone(instance.fault());
      default -> throw new IllegalArgumentException(key.label());
    };
  }

  private Object runningCopies(String name) {
    OptionalInt copies = facts.runningCopies(name);
    return copies.isPresent() ? copies.getAsInt() : "unknown";
  }

  private Object ofMigration(ExpectKey key, MigrationView view) {
    HookCounts hooks = facts.hooks(view.id());
    return switch (key) {
      case STATUS -> view.status().label();
      case REASON -> labelOrNone(view.reason());
      case POST -> Math.min(1, hooks.postDelivered());
      case RECOVER -> Math.min(1, hooks.recoverDelivered());
      case POST_CALLS -> hooks.postCalls();
      case RECOVER_CALLS -> hooks.recoverCalls();
      case ATTEMPTS -> view.plugAttempts();
      default -> throw new IllegalArgumentException(key.label());
    };
  }

  private @Nullable Object ofHost(ExpectKey key, String name) {
    HostTruth truth = facts.truth(name).orElse(null);
    HostView view = facts.host(name).orElse(null);
    return switch (key) {
      case STATE -> view == null ? null : view.shown().label();
      case DISABLED -> view == null ? null : !view.disabled().isEmpty();
      case CLAIMS -> view == null ? null : names(view.claims());
      case GUESTS -> truth == null ? null : names(truth.guests().keySet());
      case VIFS -> truth == null ? null : truth.vifCount();
      case SLOTS_USED -> view == null ? null : slots(view);
      default -> throw new IllegalArgumentException(key.label());
    };
  }

  private List<String> names(Collection<InstanceId> ids) {
    return ids.stream().map(facts::nameOf).sorted().toList();
  }

  private static Map<String, Integer> slots(HostView view) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    slots.put("out", view.slotsOut());
    slots.put("in", view.slotsIn());
    return slots;
  }

  private static String labelOrNone(@Nullable Labelled value) {
    return value == null ? "none" : value.label();
  }
}
