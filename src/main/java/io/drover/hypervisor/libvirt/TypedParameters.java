package io.drover.hypervisor.libvirt;

import static io.drover.hypervisor.libvirt.LibvirtError.check;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.Libvirt;

/** The optional parameters of a call, by name, in memory of libvirt's that is freed on closing. */
final class TypedParameters implements AutoCloseable {
  private final PointerByReference first = new PointerByReference();
  private final IntByReference count = new IntByReference();
  private final IntByReference room = new IntByReference();

  /** Adds one; a value of 0 stands for libvirt's default and is left out. */
  TypedParameters with(String name, long value) {
    if (value != 0) {
      check(MoreLibvirt.INSTANCE.virTypedParamsAddULLong(first, count, room, name, value));
    }
    return this;
  }

  /** Where they begin; null: there are none. */
  @Nullable Pointer first() {
    return first.getValue();
  }

  int count() {
    return count.getValue();
  }

  @Override
  public void close() {
    Libvirt.INSTANCE.virTypedParamsFree(first.getValue(), count.getValue());
  }
}
