package io.drover.hypervisor.libvirt;

import com.sun.jna.PointerType;
import io.drover.hypervisor.HypervisorException;
import io.drover.hypervisor.HypervisorException.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.virError;

/**
 * An error that a libvirt function reported. libvirt keeps the text per thread, so it is read on
 * the thread of the call, right after it.
 */
final class LibvirtError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** May hold secrets, and is longer than what is said of it. */
  private static final Pattern OPTION = Pattern.compile("-[a-z]+ \\{.*}: ");

  private final ErrorNumber number;
  private final int systemError;

  private LibvirtError(ErrorNumber number, int systemError, String message) {
    super(message);
    this.number = number;
    this.systemError = systemError;
  }

  /** Passes on the result of a function that returns a negative number when it fails. */
  static int check(int result) {
    if (result < 0) {
      throw last();
    }
    return result;
  }

  /** Passes on the result of a function that returns null when it fails. */
  static <P extends PointerType> P check(@Nullable P result) {
    if (result == null) {
      throw last();
    }
    return result;
  }

  /** The number that libvirt gave to the error. */
  ErrorNumber number() {
    return number;
  }

  /** The C library's number of what was behind it; 0: nothing of that kind. */
  int systemError() {
    return systemError;
  }

  /**
   * What the error says of the effect of the call.
   *
   * @param what the call, for the message
   * @param alive whether the connection is still there
   * @param started whether the call may have had part of its effect, whatever its number
   */
  HypervisorException explain(String what, boolean alive, boolean started) {
    Kind kind = !alive ? Kind.UNREACHABLE : started ? Kind.FAILED : kindOf(number);
    return new HypervisorException(kind, what + ": " + getMessage(), this);
  }

  private static Kind kindOf(ErrorNumber number) {
    return switch (number) {
      case VIR_ERR_NO_DOMAIN -> Kind.NOT_FOUND;
      case VIR_ERR_DOM_EXIST -> Kind.ALREADY_EXISTS;
      case VIR_ERR_OPERATION_INVALID -> Kind.INVALID_STATE;
      case VIR_ERR_NO_SUPPORT,
          VIR_ERR_OPERATION_UNSUPPORTED,
          VIR_ERR_ARGUMENT_UNSUPPORTED,
          VIR_ERR_CONFIG_UNSUPPORTED ->
          Kind.NOT_SUPPORTED;
      default -> Kind.FAILED;
    };
  }

  private static LibvirtError last() {
    virError error = Libvirt.INSTANCE.virGetLastError();
    if (error == null) {
      return new LibvirtError(ErrorNumber.VIR_ERR_UNKNOWN, 0, "libvirt gave no reason");
    }
    ErrorNumber[] numbers = ErrorNumber.values();
    ErrorNumber number =
        error.code < numbers.length ? numbers[error.code] : ErrorNumber.VIR_ERR_UNKNOWN;
    int system = number == ErrorNumber.VIR_ERR_SYSTEM_ERROR ? error.int1 : 0;
    return new LibvirtError(
        number, system, error.message == null ? number.name() : oneLine(error.message));
  }

  /** QEMU's words come in several lines, with the whole option that it means in braces. */
  static String oneLine(String message) {
    return OPTION.matcher(message).replaceAll("").strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
