package io.drover.testkit;

import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.simulated.Call;
import io.drover.hypervisor.simulated.Fault;
import io.drover.model.HookKind;
import io.drover.model.HostView;
import io.drover.model.InstanceId;
import io.drover.model.InstanceView;
import io.drover.model.MigrationId;
import io.drover.model.MigrationView;
import io.drover.model.Notice;
import io.drover.model.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the checkers are told of. */
sealed interface Happening {

  /** Drover told something. */
  record Told(Notice notice) implements Happening {}

  /** Something was recorded; {@code before}: the record until then, or null. */
  record Recorded(@Nullable InstanceView before, InstanceView view) implements Happening {}

  /** A copy of a guest came, changed or went. */
  record GuestChanged(InstanceId id, String host, GuestState state, int runningCopies)
      implements Happening {}

  /** A fault strikes. */
  record Struck(Fault fault, @Nullable Call call, @Nullable String host, List<InstanceId> about)
      implements Happening {}

  /** A fault ends. */
  record Healed(Fault fault) implements Happening {}

  /** A request is put. */
  record Put(long request, Asked asked) implements Happening {}

  /** A request was accepted. */
  record Accepted(long request, Asked asked, @Nullable MigrationId migration)
      implements Happening {}

  /** A request was refused. */
  record Refused(long request, Asked asked, Refusal reason) implements Happening {}

  /** The answer to a request was that nobody can tell whether it was taken. */
  record Unknown(long request, Asked asked) implements Happening {}

  /** A request failed in another way. */
  record Failed(long request, Asked asked, String why) implements Happening {}

  /** A hook is called. */
  record HookCalled(HookKind hook, MigrationView migration) implements Happening {}

  /** A call of a hook has ended. */
  record HookEnded(HookKind hook, MigrationView migration, boolean success) implements Happening {}

  /** The orchestrator crashed. */
  record Crashed() implements Happening {}

  /** It started again. */
  record Restarted() implements Happening {}

  /** It has read these records again after a restart. */
  record Reread(List<InstanceView> instances) implements Happening {}

  /** Time has gone on. */
  record TimePassed() implements Happening {}

  /** All is quiet. */
  record Quiet(List<InstanceView> instances, List<HostView> hosts) implements Happening {}
}
