package io.drover.explorer;

import io.drover.hypervisor.simulated.Call;
import io.drover.scenario.Verb;
import java.util.Arrays;
import java.util.List;

/** The calls that explored scenarios let go wrong. */
final class Vocabulary {

  /** Calls to hosts that an operation makes; not the upkeep of the connection. */
  static final List<Call> PORT_CALLS =
      Arrays.stream(Call.values())
          .filter(call -> (Call.ANY.covers(call) && !isOfNoHost(call)) || call == Call.COMPARE)
          .toList();

  /** All that a call fault can strike. */
  static final List<Call> CALLS =
      Arrays.stream(Call.values())
          .filter(call -> PORT_CALLS.contains(call) || isHook(call))
          .toList();

  /** Looks at guests and their disks. */
  private static final Call UPKEEP = Call.ANY;

  private static final List<Call> OF_MIGRATION =
      List.of(
          UPKEEP,
          UPKEEP,
          Call.GUEST_INFO,
          Call.PLUG_VIF,
          Call.CONNECT_VOLUME,
          Call.MIGRATE,
          Call.JOB_INFO,
          Call.ABORT,
          Call.SET_DOWNTIME,
          Call.POST_COPY,
          Call.PAUSE,
          Call.RESUME,
          Call.UNPLUG_VIF,
          Call.DISCONNECT_VOLUME,
          Call.POST_HOOK,
          Call.POST_HOOK,
          Call.POST_HOOK,
          Call.POST_HOOK,
          Call.RECOVER_HOOK,
          Call.RECOVER_HOOK);

  private Vocabulary() {}

  /** Whether it is the application that is called. */
  static boolean isHook(Call call) {
    return call == Call.POST_HOOK || call == Call.RECOVER_HOOK;
  }

  /** Calls that such a request leads to, with those that are made of every guest now and then. */
  static List<Call> callsOf(Verb verb) {
    return switch (verb) {
      case BOOT, START -> List.of(UPKEEP, Call.CREATE, Call.PLUG_VIF, Call.CONNECT_VOLUME);
      case STOP, DELETE ->
          List.of(UPKEEP, Call.SHUTDOWN, Call.DESTROY, Call.UNPLUG_VIF, Call.DISCONNECT_VOLUME);
      case REBOOT -> List.of(UPKEEP, Call.SHUTDOWN, Call.DESTROY, Call.CREATE, Call.PLUG_VIF);
      case PAUSE -> List.of(UPKEEP, Call.PAUSE);
      case UNPAUSE -> List.of(UPKEEP, Call.RESUME);
      case SUSPEND -> List.of(UPKEEP, Call.SAVE);
      case RESUME -> List.of(UPKEEP, Call.RESTORE, Call.RESUME);
      case LIVE_MIGRATE, ABORT_MIGRATION, FORCE_COMPLETE_MIGRATION, RESOLVE -> OF_MIGRATION;
    };
  }

  private static boolean isOfNoHost(Call call) {
    return isHook(call) || call == Call.JOURNAL_WRITE;
  }
}
