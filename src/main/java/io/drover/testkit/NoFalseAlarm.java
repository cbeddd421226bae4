package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.VmState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * G8: a guest that has run for longer than an answer of its host can be old when it is written down
 * is known to be well, so its instance is not recorded as broken.
 */
final class NoFalseAlarm implements Check {
  private final Scene scene;
  private final Map<Copy, Duration> runningSince = new HashMap<>();

  private record Copy(InstanceId id, String host) {}

  NoFalseAlarm(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void on(Happening happening) {
    if (happening instanceof Happening.GuestChanged guest) {
      Copy copy = new Copy(guest.id(), guest.host());
      if (guest.state() == GuestState.RUNNING) {
        runningSince.putIfAbsent(copy, scene.now());
      } else {
        runningSince.remove(copy);
      }
    } else if (happening instanceof Happening.Recorded recorded) {
      onRecorded(recorded.before(), recorded.view());
    }
  }

  private void onRecorded(@Nullable InstanceView before, InstanceView view) {
    boolean marked =
        view.vmState() == VmState.ERROR && (before == null || before.vmState() != VmState.ERROR);
    Duration since = marked ? runningSince.get(new Copy(view.id(), view.host())) : null;
    if (since != null && scene.now().minus(since).compareTo(scene.bounds().look()) > 0) {
      scene.report(
          Guarantee.NO_FALSE_ALARM,
          view.id(),
          "it is recorded as error, and its guest has been running on %s since %s s"
              .formatted(view.host(), Violation.seconds(since)));
    }
  }
}
