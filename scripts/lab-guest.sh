# shellcheck shell=bash
# Part of lab.sh, which sources it: installs the packages, makes the guest's kernel and initial ram disk.

# No libvirt-daemon-system: it would start services on the machine itself.
readonly PACKAGES=(qemu-system-x86 qemu-utils libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients iproute2
  openssl)
readonly PROGRAMS=(qemu-system-x86_64 qemu-img libvirtd virtlockd virsh ip openssl)

install_packages() {
  local program missing=
  for program in "${PROGRAMS[@]}"; do command -v "$program" >/dev/null || missing=yes; done
  [[ -n $missing ]] || return 0
  say "Installing ${PACKAGES[*]}."
  apt_update
  apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "${PACKAGES[@]}" >>"$LOG" 2>&1 9>&- ||
    setup_failed "The packages cannot be installed"
}

setup_failed() { # WHAT
  fail 3 "$1: see the end of $LOG, then run $SELF up again."
}

APT_UPDATED=
apt_update() {
  [[ -z $APT_UPDATED ]] || return 0
  apt-get update >>"$LOG" 2>&1 || setup_failed "The package lists cannot be read"
  APT_UPDATED=yes
}

unpack_package() { # PACKAGE FOLDER
  (cd "$2" && apt-get download "$1" >>"$LOG" 2>&1 && dpkg -x "$1"_*.deb "$2/$1") ||
    setup_failed "The package $1 cannot be downloaded"
}

make_guest() { # leaves $CACHE/vmlinuz and $CACHE/initrd.img; the initrd comes last, so both are there if it is
  local stamp work kernel image module name
  stamp=$(sha256sum <"$FOLDER/lab-guest-init")
  [[ $(cat "$CACHE/initrd.stamp" 2>/dev/null) == "$stamp" && -s $CACHE/initrd.img && -s $CACHE/vmlinuz ]] && return
  say "Making the guest's kernel and initial ram disk."
  apt_update
  kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
  [[ -n $kernel ]] || setup_failed "There is no package linux-image-cloud-amd64 to take the guest's kernel from"
  work=$CACHE/work
  rm -rf "$work"
  mkdir -p "$work/root/bin" "$work/root/modules" "$work/root/proc" "$work/root/sys" "$work/root/dev"
  unpack_package "$kernel" "$work"
  unpack_package busybox-static "$work"
  cp "$work/busybox-static/bin/busybox" "$work/root/bin/busybox"
  for name in evdev button; do # one that is built into the kernel has no file
    module=$(find "$work/$kernel" -name "$name.ko*" -print -quit)
    case $module in
      *.ko) cp "$module" "$work/root/modules/" ;;
      *.ko.xz) xz -dc "$module" >"$work/root/modules/$name.ko" ;;
    esac
  done
  install -m 755 "$FOLDER/lab-guest-init" "$work/root/init"
  image=$(find "$work/$kernel/boot" -name 'vmlinuz-*' -print -quit)
  (cd "$work/root" && find . | "$work/root/bin/busybox" cpio -o -H newc 2>>"$LOG" | gzip -9) >"$work/initrd.img" ||
    setup_failed "The guest's initial ram disk cannot be made"
  mv "$image" "$CACHE/vmlinuz"
  mv "$work/initrd.img" "$CACHE/initrd.img"
  echo "$stamp" >"$CACHE/initrd.stamp"
  rm -rf "$work"
}

domain_type() { # kvm only with hardware virtualisation: /dev/kvm alone may be one that runs no ordinary kernel
  if [[ -w /dev/kvm ]] && grep -qwE 'vmx|svm' /proc/cpuinfo; then echo kvm; else echo qemu; fi
}
