# shellcheck shell=bash
# Part of lab.sh, which sources it: how drover plugs VIFs and makes disks on the lab's hosts.

device_conf() { # HOST...: what lab.conf says of them
  local host
  say "# A host's own folder for disks is mounted at the same path on each: here it is seen from outside."
  for host in "$@"; do
    say "hosts.$host.values {"
    say "  namespace = \"$(host_ns "$host")\""
    say "  bridge = br-guests"
    say "  images = \"$LAB/$host/lib/images\""
    say "}"
  done
  say "guest.local-disk-folder = /var/lib/libvirt/images"
  cat <<'CONF'
vifs {
  exists = [ip, -n, "{namespace}", link, show, dev, "{device}"]
  create = [[ip, -n, "{namespace}", tuntap, add, dev, "{device}", mode, tap]]
  attach = [[ip, -n, "{namespace}", link, set, dev, "{device}", master, "{bridge}", up]]
  delete = [[ip, -n, "{namespace}", link, delete, dev, "{device}"]]
}
disks {
  shared {
    exists = [test, -e, "{image}"]
    create = [[qemu-img, create, -q, -f, "{format}", "{image}", "{size}"]]
  }
  local {
    exists = [test, -e, "{images}/{name}"]
    create = [
      [mkdir, -p, "{images}"]
      [qemu-img, create, -q, -f, "{format}", "{images}/{name}", "{size}"]
    ]
    delete = [[rm, "{images}/{name}"]]
  }
}
CONF
}
