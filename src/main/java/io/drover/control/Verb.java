package io.drover.control;

import io.drover.model.Labelled;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be asked for over the socket, and which arguments that has. */
public enum Verb implements Labelled {
  BOOT(Arguments.Boot.class, Kind.OPERATION),
  START(Arguments.OfInstance.class, Kind.OPERATION),
  STOP(Arguments.OfInstance.class, Kind.OPERATION),
  PAUSE(Arguments.OfInstance.class, Kind.OPERATION),
  UNPAUSE(Arguments.OfInstance.class, Kind.OPERATION),
  SUSPEND(Arguments.OfInstance.class, Kind.OPERATION),
  RESUME(Arguments.OfInstance.class, Kind.OPERATION),
  DELETE(Arguments.OfInstance.class, Kind.OPERATION),
  REBOOT(Arguments.Reboot.class, Kind.OPERATION),
  LIVE_MIGRATE(Arguments.LiveMigrate.class, Kind.OPERATION),
  ABORT(Arguments.OfInstance.class, Kind.ORDER),
  FORCE_COMPLETE(Arguments.OfInstance.class, Kind.ORDER),
  RESOLVE(Arguments.Resolve.class, Kind.ORDER),
  ADOPT(Arguments.Adopt.class, Kind.ORDER),
  DISABLE(Arguments.OfHost.class, Kind.ORDER),
  ENABLE(Arguments.OfHost.class, Kind.ORDER),
  FENCE(Arguments.OfHost.class, Kind.ORDER),
  UNFENCE(Arguments.OfHost.class, Kind.ORDER),
  SHOW(Arguments.OfInstance.class, Kind.QUESTION),
  LIST(Arguments.Listing.class, Kind.QUESTION),
  HOSTS(Arguments.None.class, Kind.QUESTION),
  WATCH(Arguments.None.class, Kind.QUESTION);

  private enum Kind {
    /** Changes an instance, goes on after it was accepted, and has an end. */
    OPERATION,
    /** Changes something and is over with its answer. */
    ORDER,
    /** Changes nothing. */
    QUESTION
  }

  private final Class<? extends Arguments> arguments;
  private final Kind kind;

  Verb(Class<? extends Arguments> arguments, Kind kind) {
    this.arguments = arguments;
    this.kind = kind;
  }

  /** The verb with this label. */
  static Optional<Verb> of(String label) {
    return Arrays.stream(values()).filter(verb -> verb.label().equals(label)).findFirst();
  }

  /** The labels of all. */
  static List<String> labels() {
    return Arrays.stream(values()).map(Verb::label).toList();
  }

  Class<? extends Arguments> arguments() {
    return arguments;
  }

  /** Whether it changes something, so that who asked for it is recorded. */
  boolean changes() {
    return kind != Kind.QUESTION;
  }

  /** Whether what it asks for has an end that can be waited for. */
  public boolean hasEnd() {
    return kind == Kind.OPERATION;
  }

  /** Whether its arguments say how many processors there are. */
  boolean hasVcpus() {
    return this == BOOT || this == ADOPT;
  }

  /** Whether a request may have a key; a word on a host is not remembered by one. */
  boolean takesKey() {
    return arguments != Arguments.OfHost.class;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
