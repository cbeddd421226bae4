#!/usr/bin/env bash
# Real libvirt hosts with real guests on one Debian machine, for Drover's libvirt driver and demos.
# Run with --help. Everything lives in one folder, $DROVER_LAB, and "down" takes all of it away.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"

readonly LAB="${DROVER_LAB:-/var/lib/drover-lab}"
readonly CACHE="${DROVER_LAB_CACHE:-$LAB/cache}"
readonly LOG="$LAB/setup.log"
readonly SELF="scripts/lab.sh"
FOLDER=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
readonly FOLDER
readonly MAX_HOSTS=3

# shellcheck source=scripts/lab-guest.sh
source "$FOLDER/lab-guest.sh"
# shellcheck source=scripts/lab-network.sh
source "$FOLDER/lab-network.sh"
# shellcheck source=scripts/lab-tls.sh
source "$FOLDER/lab-tls.sh"
# shellcheck source=scripts/lab-host.sh
source "$FOLDER/lab-host.sh"
# shellcheck source=scripts/lab-faults.sh
source "$FOLDER/lab-faults.sh"
# shellcheck source=scripts/lab-devices.sh
source "$FOLDER/lab-devices.sh"

usage() {
  cat <<TEXT
Real libvirt hosts on one Debian machine (needs root).

  $SELF up [--tls] [N]       start N hosts, hv1 to hvN (1 to $MAX_HOSTS, default 2), and undo whatever was done to them below;
                             with --tls guests move encrypted, between hosts that know each other by certificate
  $SELF down                 end all guests and hosts and remove every trace
  $SELF status               one line for each host; exit status 0 if all are up, else 3
  $SELF virsh HOST ARG...    virsh on a host, for example: $SELF virsh hv1 list

  $SELF cut HOST [PEER]      cut the host off from its peers, or from one of them; only Drover still reaches it
  $SELF restore HOST [PEER]  connect it again
  $SELF freeze HOST          let its libvirtd and its guests stand still (SIGSTOP)
  $SELF thaw HOST            let them go on
  $SELF kill-libvirtd HOST   end the host's libvirtd with SIGKILL; its guests go on ("up" starts it again)
  $SELF restart-libvirtd HOST  end it as an update would (SIGTERM) and start it again; its guests go on
  $SELF bridge HOST add|del  give the host its bridge for guests' networks, $GUEST_BRIDGE, or take it away

The lab is in $LAB (set DROVER_LAB for another folder); $LAB/lab.conf tells drover about it.
Downloads are kept inside it, or in DROVER_LAB_CACHE, which "down" leaves alone.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { # STATUS SENTENCE...
  local status=$1
  shift
  say "$*" >&2
  exit "$status"
}

host_uri() { echo "qemu:///system?socket=$LAB/$1/run/libvirt/libvirt-sock"; }
with_tls() { [[ -e $LAB/with-tls ]]; } # do guests move over TLS?
peer_uri() { echo "qemu+$(if with_tls; then echo tls; else echo tcp; fi)://$(host_address "$1")/system"; }
pid_file() { echo "$LAB/$1/run/$2.pid"; }
lab_exists() { [[ -e $LAB/.drover-lab ]]; }
lab_hosts() { # the hosts of this lab, in order
  local n
  for ((n = 1; n <= MAX_HOSTS; n++)); do [[ ! -d $LAB/hv$n ]] || echo "hv$n"; done
}

require_root_on_debian() {
  ((EUID == 0)) || fail 3 "The lab needs root: run it again as root, for example with sudo -E $SELF $*."
  [[ -e /etc/debian_version && -x $(command -v apt-get) ]] ||
    fail 3 "The lab needs Debian (or a system derived from it) with apt-get; use the simulated hypervisor here."
  [[ $(uname -m) == x86_64 ]] || fail 3 "The lab needs an x86_64 machine; use the simulated hypervisor here."
}

require_usable_folder() {
  # Socket paths are limited to 107 bytes, and the path goes into configuration files unquoted.
  [[ $LAB =~ ^(/[A-Za-z0-9._-]+)+$ && ${#LAB} -le 70 ]] ||
    fail 2 "DROVER_LAB must be an absolute path of letters, digits, '.', '_' and '-', at most 70 long, not '$LAB'."
  [[ $CACHE =~ ^(/[A-Za-z0-9._-]+)+$ ]] ||
    fail 2 "DROVER_LAB_CACHE must be an absolute path of letters, digits, '.', '_' and '-', not '$CACHE'."
  if ! lab_exists && [[ -e $LAB ]] && { [[ ! -d $LAB ]] || [[ -n $(ls -A "$LAB") ]]; }; then
    fail 2 "$LAB exists and is not a lab, so it is left alone; set DROVER_LAB to a new folder."
  fi
}

require_host() {
  if ! lab_exists || [[ -z ${1:-} || ! -d $LAB/$1/run ]]; then
    fail 3 "The lab in $LAB has no host '${1:-}'; it has: $(lab_hosts | xargs). Start hosts with $SELF up [N]."
  fi
}

take_lock() {
  # The names of the namespaces are the machine's, so is the lock; a folder can be locked and leaves no file.
  exec 9</run
  flock --nonblock 9 || {
    say "Another $SELF is at work; waiting for it to end."
    flock --timeout 600 9 || fail 3 "Another $SELF has been at work for 10 minutes; end it and try again."
  }
}

write_lab_conf() { # HOST...
  local host
  {
    say "# Written by $SELF; gone after \"$SELF down\"."
    say "hosts {"
    for host in "$@"; do
      say "  $host {"
      say "    uri = \"$(host_uri "$host")\""
      say "    peer-uri = \"$(peer_uri "$host")\""
      say "    namespace = \"$(host_ns "$host")\""
      say "    device = \"eth0\""
      say "    pid-file = \"$(pid_file "$host" libvirtd)\""
      say "  }"
    done
    say "}"
    say "guest {"
    say "  domain-type = \"$(domain_type)\""
    say "  kernel = \"$CACHE/vmlinuz\""
    say "  initrd = \"$CACHE/initrd.img\""
    say "  cmdline = \"console=ttyS0 quiet panic=1\""
    say "  serial-folder = \"$LAB/serial\""
    say "  disk-folder = \"$LAB/disks\""
    say "}"
    say "# The folder for disks is shared by the hosts, which libvirt cannot see."
    say "migration.unsafe = on"
    ! with_tls || say "migration.tls = on"
    device_conf "$@"
  } >"$LAB/lab.conf.new"
  mv "$LAB/lab.conf.new" "$LAB/lab.conf"
}

# ---- commands

up() { # [--tls] [N]
  local wanted=2 tls='' host hosts all_up=yes argument
  for argument in "$@"; do
    case $argument in
      --tls) tls=yes ;;
      [1-"$MAX_HOSTS"]) wanted=$argument ;;
      *) fail 2 "The number of hosts is 1 to $MAX_HOSTS, not '$argument'." ;;
    esac
  done
  require_own_namespaces
  mapfile -t hosts < <({ seq -f 'hv%g' "$wanted"; lab_hosts; } | sort -u)
  [[ -s $LAB/lab.conf ]] || all_up=
  [[ -z $tls ]] || with_tls || all_up=
  for host in "${hosts[@]}"; do
    [[ -z $(ailments "$host") ]] || all_up=
  done
  if [[ -n $all_up ]]; then
    say "The lab is up already, in $LAB: ${hosts[*]}."
    return
  fi
  mkdir -p "$LAB" "$CACHE"
  touch "$LAB/.drover-lab"
  mkdir -p "$LAB/serial" "$LAB/disks" "$LAB/locks"
  [[ -z $tls ]] || touch "$LAB/with-tls" # until down
  install_packages
  make_guest
  for host in "${hosts[@]}"; do start_host "$host"; done
  for host in "${hosts[@]}"; do wait_until_it_answers "$host"; done
  write_lab_conf "${hosts[@]}"
  say "The lab is up, in $LAB: ${hosts[*]}. End it with $SELF down."
}

down() {
  local host ns folder
  if ! lab_exists && ! lab_remains; then
    say "There is no lab in $LAB, so there is nothing to end."
    return
  fi
  for host in $(seq -f 'hv%g' "$MAX_HOSTS"); do end_processes "$host"; done
  for ns in "${NAMESPACES[@]}"; do
    ! owned "$ns" || ip netns delete "$ns"
  done
  # Without the lab's folder nobody knows who made the folder of namespaces; an empty one is no loss.
  if [[ -e $LAB/made-run-netns || ! -d $LAB ]] && [[ -d /run/netns && -z $(ls -A /run/netns) ]]; then
    ! mountpoint -q /run/netns || umount /run/netns
    rmdir /run/netns
  fi
  if [[ -e $LAB/made-folders ]]; then
    while read -r folder; do rmdir --ignore-fail-on-non-empty "$folder" 2>/dev/null || true; done <"$LAB/made-folders"
  fi
  rm -rf --one-file-system "$LAB"
  say "The lab in $LAB is down; nothing of it is left."
}

status() {
  local host trouble guests all_up=yes
  [[ -n $(lab_hosts) ]] || fail 3 "There is no lab in $LAB; start one with $SELF up."
  for host in $(lab_hosts); do
    trouble=$(ailments "$host" | paste -sd, | sed 's/,/, /g')
    if [[ -z $trouble ]]; then
      guests=$(virsh -q -c "$(host_uri "$host")" list --name | xargs | sed 's/ /, /g')
      say "$host: up, libvirtd is process $(daemon_pid "$host" libvirtd), guests: ${guests:-none}"
    else
      all_up=
      say "$host: not up, $trouble; heal it with $SELF up"
    fi
  done
  [[ -n $all_up ]] || exit 3
}

main() {
  local command=${1:-}
  case $command in
    -h | --help | help) usage && exit ;;
    up | down | status | virsh | cut | restore | freeze | thaw | kill-libvirtd | restart-libvirtd | bridge) shift ;;
    *) usage >&2 && fail 2 "There is no command '$command'." ;;
  esac
  require_root_on_debian "$command"
  require_usable_folder
  case $command in
    status) status && exit ;;
    virsh) require_host "${1:-}" && exec virsh -c "$(host_uri "$1")" "${@:2}" ;;
  esac
  take_lock
  case $command in
    up) up "$@" ;;
    down) down ;;
    cut) cut_off "$@" ;;
    restore) connect_again "$@" ;;
    freeze) freeze "$@" ;;
    thaw) thaw "$@" ;;
    kill-libvirtd) kill_libvirtd "$@" ;;
    restart-libvirtd) restart_libvirtd "$@" ;;
    bridge) bridge "$@" ;;
  esac
}

main "$@"
