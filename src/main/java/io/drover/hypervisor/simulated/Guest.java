package io.drover.hypervisor.simulated;

import io.drover.hypervisor.DomainTemplate;
import io.drover.hypervisor.GuestEvidence;
import io.drover.hypervisor.GuestState;
import io.drover.hypervisor.Incarnation;
import io.drover.model.InstanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One copy of a guest on one host. Its state is changed by {@link Guests} only. */
final class Guest {
  private final Host host;
  private final DomainTemplate template;
  private Incarnation incarnation;
  private GuestState state;
  private String reason;
  private boolean present;
  private int starts = 1;
  private @Nullable Transfer transfer;
  private @Nullable Transfer broken;

  Guest(
      Host host,
      DomainTemplate template,
      Incarnation incarnation,
      GuestState state,
      String reason) {
    this.host = host;
    this.template = template;
    this.incarnation = incarnation;
    this.state = state;
    this.reason = reason;
  }

  InstanceId id() {
    return template.id();
  }

  Host host() {
    return host;
  }

  DomainTemplate template() {
    return template;
  }

  GuestState state() {
    return state;
  }

  Incarnation incarnation() {
    return incarnation;
  }

  /** Whether it is still on its host, as whatever. */
  boolean present() {
    return present;
  }

  /** Whether this copy is on its host and has not ended. */
  boolean alive() {
    return present && !state.over();
  }

  /** Whether its processors may run now: they do, or they can be made to. */
  boolean mayRun() {
    return present
        && switch (state) {
          case STARTING, RUNNING, PAUSED -> true;
          case ABSENT, INCOMING, HANDED_OVER, POST_COPY_BROKEN, SUSPENDED, SHUTOFF, CRASHED ->
              false;
        };
  }

  /** The migration job of which it is an end. */
  @Nullable Transfer transfer() {
    return transfer;
  }

  void join(Transfer job) {
    transfer = job;
  }

  void leaveTransfer() {
    transfer = null;
  }

  /** The post-copy that broke and left this copy as one of its halves. */
  @Nullable Transfer broken() {
    return state == GuestState.POST_COPY_BROKEN ? broken : null;
  }

  void remember(Transfer brokenPostCopy) {
    broken = brokenPostCopy;
  }

  /** How often it was started: what was under way since an earlier start does not concern it. */
  int starts() {
    return starts;
  }

  /** The same incarnation starts anew. */
  void startAgain() {
    starts++;
  }

  /** It goes on as another incarnation. */
  void startAs(Incarnation another) {
    incarnation = another;
    starts++;
  }

  GuestEvidence evidence(Instant now) {
    return new GuestEvidence(id(), state, reason, transfer != null, incarnation, now);
  }

  void become(GuestState next, String why) {
    state = next;
    reason = why;
  }

  void setPresent(boolean isPresent) {
    present = isPresent;
  }
}
