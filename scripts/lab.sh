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
readonly SWITCH=drover-net # the namespace that holds the bridge between the hosts
readonly NAMESPACES=(drover-hv1 drover-hv2 drover-hv3 "$SWITCH")
readonly SUBNET=10.99.0
readonly MAX_HOSTS=3
readonly START_SECONDS=60
readonly STOP_SECONDS=10
# What a host has of its own: folder of the machine, folder of the host that is mounted over it.
readonly FOLDERS=(/run=run /etc/libvirt=etc /var/lib/libvirt=lib /var/cache/libvirt=cache /var/log/libvirt=log)
readonly FILES=(/etc/passwd=passwd /etc/group=group)

# shellcheck source=scripts/lab-guest.sh
source "$FOLDER/lab-guest.sh"

usage() {
  cat <<TEXT
Real libvirt hosts on one Debian machine (needs root).

  $SELF up [N]               start N hosts, hv1 to hvN (1 to $MAX_HOSTS, default 2); completes a lab that is half up
  $SELF down                 end all guests and hosts and remove every trace
  $SELF status               one line for each host; exit status 0 if all are up, else 3
  $SELF virsh HOST ARG...    virsh on a host, for example: $SELF virsh hv1 list
  $SELF kill-libvirtd HOST   end the host's libvirtd with SIGKILL; its guests go on ("up" starts it again)

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

host_ns() { echo "drover-$1"; }
host_uri() { echo "qemu:///system?socket=$LAB/$1/run/libvirt/libvirt-sock"; }
host_address() { echo "$SUBNET.${1#hv}"; }
peer_uri() { echo "qemu+tcp://$(host_address "$1")/system"; }
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

# ---- processes: a process is the lab's if its /run is that of a host, or if it is in a host's namespace

host_pids() { # HOST
  local proc
  for proc in /proc/[0-9]*; do
    [[ ! $proc/root/run -ef $LAB/$1/run ]] || echo "${proc#/proc/}"
  done
  ! owned "$(host_ns "$1")" || ip netns pids "$(host_ns "$1")"
}

daemon_pid() { # HOST PROGRAM: prints the pid of a running daemon of the host, else fails
  local pid file
  file=$(pid_file "$1" "$2")
  [[ -s $file ]] || return 1
  pid=$(tr -dc 0-9 <"$file")
  [[ -n $pid && $(cat "/proc/$pid/comm" 2>/dev/null) == "$2" && /proc/$pid/root/run -ef $LAB/$1/run ]] || return 1
  echo "$pid"
}

end_processes() { # HOST
  local signal pid pids=() ended=() deadline
  for signal in TERM KILL; do
    deadline=$((SECONDS + STOP_SECONDS))
    while mapfile -t pids < <(host_pids "$1" | sort -un) && ((${#pids[@]} > 0 && SECONDS < deadline)); do
      kill -s "$signal" "${pids[@]}" 2>/dev/null || true # any may be gone by now
      ended+=("${pids[@]}")
      sleep 0.2
    done
  done
  ((${#pids[@]} == 0)) || fail 3 "Processes of $1 do not end: ${pids[*]}; end them by hand and run $SELF down again."
  # Ended, but listed until their parent has noticed.
  for pid in "${ended[@]}"; do
    while [[ -e /proc/$pid ]] && ((SECONDS < deadline)); do sleep 0.1; done
  done
}

# ---- network: a namespace for each host, joined by a bridge in one more, nothing in the machine's own

namespace_exists() { [[ -e /run/netns/$1 ]]; }
owned() { # NAMESPACE: is it this lab's? Its loopback device carries the lab's folder
  namespace_exists "$1" && [[ $(ip -n "$1" -details link show dev lo 2>/dev/null) == *"alias drover-lab:$LAB"* ]]
}

lab_remains() { # is a namespace of this lab there, whatever has become of its folder?
  local ns
  for ns in "${NAMESPACES[@]}"; do ! owned "$ns" || return 0; done
  return 1
}

require_own_namespaces() {
  local ns
  for ns in "${NAMESPACES[@]}"; do
    ! namespace_exists "$ns" || owned "$ns" ||
      fail 3 "The network namespace $ns is not of the lab in $LAB; end the lab that it is of (DROVER_LAB=... $SELF down)."
  done
  lab_exists || ! lab_remains || fail 3 "The folder of a running lab, $LAB, was removed; run $SELF down, then $SELF up."
}

make_namespace() {
  owned "$1" && return
  mountpoint -q /run/netns || touch "$LAB/made-run-netns"
  ip netns add "$1"
  ip -n "$1" link set dev lo alias "drover-lab:$LAB"
  ip -n "$1" link set dev lo up
}

connect_host() { # HOST
  local ns
  ns=$(host_ns "$1")
  make_namespace "$SWITCH"
  ip -n "$SWITCH" link show dev br0 &>/dev/null || ip -n "$SWITCH" link add br0 type bridge
  ip -n "$SWITCH" link set dev br0 up
  make_namespace "$ns"
  if ! ip -n "$ns" link show dev eth0 &>/dev/null; then
    ip -n "$ns" link add eth0 type veth peer name "$1" netns "$SWITCH"
    ip -n "$ns" address add "$(host_address "$1")/24" dev eth0
  fi
  ip -n "$SWITCH" link set dev "$1" master br0 up
  ip -n "$ns" link set dev eth0 up
}

# ---- a host

write_host_configuration() { # HOST
  local etc=$LAB/$1/etc
  [[ -s $LAB/$1/uuid ]] || cat /proc/sys/kernel/random/uuid >"$LAB/$1/uuid"
  cat >"$etc/libvirtd.conf" <<CONF
host_uuid = "$(cat "$LAB/$1/uuid")"
listen_tcp = 1
listen_tls = 0
listen_addr = "$(host_address "$1")"
auth_tcp = "none"
auth_unix_rw = "none"
auth_unix_ro = "none"
unix_sock_group = "root"
unix_sock_ro_perms = "0700"
unix_sock_rw_perms = "0700"
log_outputs = "3:file:/var/log/libvirt/libvirtd.log"
CONF
  # The lock manager keeps a disk from being used by guests on two hosts: its lock folder is the one they share.
  # QEMU writes the serial files itself (stdio_handler), so they are neither cut nor lost with a log daemon.
  cat >"$etc/qemu.conf" <<CONF
security_driver = "none"
user = "root"
group = "root"
namespaces = []
cgroup_controllers = []
remember_owner = 0
dynamic_ownership = 0
stdio_handler = "file"
lock_manager = "lockd"
migration_host = "$(host_address "$1")"
migration_address = "$(host_address "$1")"
CONF
  # libvirtd wants Debian's user for QEMU to exist, although another is configured.
  { cat /etc/passwd && echo "libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin"; } >"$LAB/$1/passwd"
  { cat /etc/group && echo "libvirt-qemu:x:64055:"; } >"$LAB/$1/group"
  echo "file_lockspace_dir = \"$LAB/locks\"" >"$etc/qemu-lockd.conf"
}

start_host() { # HOST; starts what does not run of it
  local pair name
  for pair in "${FOLDERS[@]}"; do
    name=${pair#*=}
    mkdir -p "$LAB/$1/$name"
    [[ -d ${pair%=*} ]] || { mkdir "${pair%=*}" && echo "${pair%=*}" >>"$LAB/made-folders"; }
  done
  # Nothing of the host runs, so what is in its /run is from before a reboot of the machine.
  [[ -n $(host_pids "$1") ]] || rm -rf "${LAB:?}/$1/run/"*
  write_host_configuration "$1"
  connect_host "$1"
  daemon_pid "$1" virtlockd >/dev/null || in_host "$1" virtlockd --daemon --pid-file /run/virtlockd.pid
  daemon_pid "$1" libvirtd >/dev/null || in_host "$1" libvirtd --daemon --listen --pid-file /run/libvirtd.pid
}

in_host() { # HOST COMMAND...: runs it in the host's network, with the host's name and its own view of the folders
  local host=$1 script pair
  shift
  script="set -e; mount --make-rprivate /; hostname $host"
  for pair in "${FOLDERS[@]}" "${FILES[@]}"; do script+="; mount --bind $LAB/$host/${pair#*=} ${pair%=*}"; done
  ip netns exec "$(host_ns "$host")" unshare --mount --uts bash -c "$script; exec \"\$@\"" in_host "$@" \
    9>&- </dev/null >>"$LOG" 2>&1 ||
    fail 3 "$1 of $host does not start; the reason is at the end of $LOG or in $LAB/$host/log."
}

answers() { timeout 5 virsh -q -c "$(host_uri "$1")" uri &>/dev/null 9>&-; }

connected() { [[ $(ip -n "$(host_ns "$1")" link show dev eth0 2>/dev/null) == *LOWER_UP* ]]; }

ailment() { # HOST: prints what is wrong with it, nothing if it is up
  if ! daemon_pid "$1" libvirtd >/dev/null; then
    echo "no libvirtd runs"
  elif ! daemon_pid "$1" virtlockd >/dev/null; then
    echo "no virtlockd runs"
  elif ! connected "$1"; then
    echo "its network is cut"
  elif ! answers "$1"; then
    echo "libvirtd does not answer"
  fi
}

wait_until_it_answers() { # HOST
  local deadline=$((SECONDS + START_SECONDS))
  while ((SECONDS < deadline)); do
    ! answers "$1" || return 0
    daemon_pid "$1" libvirtd >/dev/null || break
    sleep 0.2
  done
  fail 3 "libvirtd of $1 has ended or does not answer; see $LAB/$1/log/libvirtd.log, then run $SELF down and $SELF up."
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
  } >"$LAB/lab.conf.new"
  mv "$LAB/lab.conf.new" "$LAB/lab.conf"
}

# ---- commands

up() {
  local wanted=${1:-2} host hosts all_up=yes
  [[ $wanted =~ ^[1-$MAX_HOSTS]$ ]] || fail 2 "The number of hosts is 1 to $MAX_HOSTS, not '$wanted'."
  require_own_namespaces
  mapfile -t hosts < <({ seq -f 'hv%g' "$wanted"; lab_hosts; } | sort -u)
  [[ -s $LAB/lab.conf ]] || all_up=
  for host in "${hosts[@]}"; do
    [[ -z $(ailment "$host") ]] || all_up=
  done
  if [[ -n $all_up ]]; then
    say "The lab is up already, in $LAB: ${hosts[*]}."
    return
  fi
  mkdir -p "$LAB" "$CACHE"
  touch "$LAB/.drover-lab"
  mkdir -p "$LAB/serial" "$LAB/disks" "$LAB/locks"
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
    trouble=$(ailment "$host")
    if [[ -z $trouble ]]; then
      guests=$(virsh -q -c "$(host_uri "$host")" list --name | xargs | sed 's/ /, /g')
      say "$host: up, libvirtd is process $(daemon_pid "$host" libvirtd), guests: ${guests:-none}"
    else
      all_up=
      say "$host: down, $trouble; bring it up again with $SELF up"
    fi
  done
  [[ -n $all_up ]] || exit 3
}

kill_libvirtd() {
  local pid
  require_host "${1:-}"
  pid=$(daemon_pid "$1" libvirtd) || fail 3 "No libvirtd runs on $1; start it with $SELF up."
  kill -s KILL "$pid"
  while daemon_pid "$1" libvirtd >/dev/null; do sleep 0.1; done
  say "libvirtd of $1 (process $pid) is killed; its guests go on. Start it again with $SELF up."
}

main() {
  local command=${1:-}
  case $command in
    -h | --help | help) usage && exit ;;
    up | down | status | virsh | kill-libvirtd) shift ;;
    *) usage >&2 && fail 2 "There is no command '$command'." ;;
  esac
  require_root_on_debian "$command"
  require_usable_folder
  case $command in
    up) ((${#} <= 1)) || fail 2 "up takes one number of hosts at most."
      take_lock && up "$@" ;;
    down) take_lock && down ;;
    status) status ;;
    virsh) require_host "${1:-}" && exec virsh -c "$(host_uri "$1")" "${@:2}" ;;
    kill-libvirtd) kill_libvirtd "$@" ;;
  esac
}

main "$@"
