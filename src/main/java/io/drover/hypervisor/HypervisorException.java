package io.drover.hypervisor;

/** A call to a hypervisor that failed; what that says of the effect is its {@link Kind}. */
public final class HypervisorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a failure says of the effect of the call. */
  public enum Kind {
    /** No such guest: nothing was done. */
    NOT_FOUND,
    /** Such a guest is there already: nothing was done. */
    ALREADY_EXISTS,
    /** Not in the guest's present state: nothing was done. */
    INVALID_STATE,
    /** This hypervisor cannot do it: nothing was done. */
    NOT_SUPPORTED,
    /** The host is known to be off: nothing runs there. */
    HOST_DOWN,
    /** The host cannot be asked: the effect is unknown. */
    UNREACHABLE,
    /** The call reported an error: the effect is unknown until somebody looks. */
    FAILED;

    /** Whether the effect certainly did not happen. */
    public boolean nothingDone() {
      return switch (this) {
        case NOT_FOUND, ALREADY_EXISTS, INVALID_STATE, NOT_SUPPORTED, HOST_DOWN -> true;
        case UNREACHABLE, FAILED -> false;
      };
    }
  }

  private final Kind kind;

  /** A failure with a sentence for the operator. */
  public HypervisorException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** A failure with a sentence for the operator and its cause. */
  public HypervisorException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What the failure says of the effect. */
  public Kind kind() {
    return kind;
  }
}
