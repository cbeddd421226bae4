# shellcheck shell=bash
# Part of lab.sh, which sources it: a host's processes, and the daemons that make it a host.

# What a host has of its own: folder of the machine, folder of the host that is mounted over it.
readonly FOLDERS=(/run=run /etc/libvirt=etc /etc/pki=pki /var/lib/libvirt=lib /var/cache/libvirt=cache
  /var/log/libvirt=log)
readonly FILES=(/etc/passwd=passwd /etc/group=group)
readonly START_SECONDS=60
# With libvirt's count of 5 a peer is given up after 18 s of silence instead of 30: long enough for a cut of ten.
readonly PEER_SILENCE=3
readonly STOP_SECONDS=10

# A process is the lab's if its /run is that of a host, or if it is in a host's namespace

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

pids_in_state() { # HOST STATE: prints its processes in a state of /proc/PID/stat, a pattern
  local pid
  for pid in $(host_pids "$1" | sort -un); do
    [[ $(cat "/proc/$pid/stat" 2>/dev/null) != *\)\ $2\ * ]] || echo "$pid"
  done
}

is_frozen() { [[ -n $(pids_in_state "$1" T) ]]; } # HOST

thaw_host() { # HOST
  local pids
  mapfile -t pids < <(pids_in_state "$1" T)
  ((${#pids[@]} == 0)) || kill -s CONT "${pids[@]}"
}

end_processes() { # HOST
  local signal pid pids=() ended=() deadline
  for signal in TERM KILL; do
    deadline=$((SECONDS + STOP_SECONDS))
    while mapfile -t pids < <(host_pids "$1" | sort -un) && ((${#pids[@]} > 0 && SECONDS < deadline)); do
      kill -s "$signal" "${pids[@]}" 2>/dev/null || true # any may be gone by now
      kill -s CONT "${pids[@]}" 2>/dev/null || true # a frozen one would not end
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

# ---- its daemons

write_host_configuration() { # HOST
  local etc=$LAB/$1/etc
  [[ -s $LAB/$1/uuid ]] || cat /proc/sys/kernel/random/uuid >"$LAB/$1/uuid"
  cat >"$etc/libvirtd.conf" <<CONF
host_uuid = "$(cat "$LAB/$1/uuid")"
listen_tcp = 1
listen_tls = 1
listen_addr = "$(host_address "$1")"
auth_tcp = "none"
auth_tls = "none"
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
default_tls_x509_cert_dir = "/etc/pki/qemu"
default_tls_x509_verify = 1
keepalive_interval = $PEER_SILENCE
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
  thaw_host "$1"
  make_certificates "$1"
  write_host_configuration "$1"
  connect_host "$1"
  start_daemons "$1"
}

start_daemons() { # HOST
  daemon_pid "$1" virtlockd >/dev/null || in_host "$1" virtlockd --daemon --pid-file /run/virtlockd.pid
  daemon_pid "$1" libvirtd >/dev/null || in_host "$1" libvirtd --daemon --listen --pid-file /run/libvirtd.pid
}

in_host() { # HOST COMMAND...: runs it in the host's network, with the host's name and its own view of the folders
  local host=$1 script pair
  shift
  # A daemon keeps what it inherits open, such as a lock of whoever has called.
  # shellcheck disable=SC2016 # expanded where it runs
  script='set -e; for fd in /proc/self/fd/*; do fd=${fd##*/}; ((fd < 3)) || eval "exec $fd>&-"; done'
  script+="; mount --make-rprivate /; hostname $host"
  for pair in "${FOLDERS[@]}" "${FILES[@]}"; do script+="; mount --bind $LAB/$host/${pair#*=} ${pair%=*}"; done
  ip netns exec "$(host_ns "$host")" unshare --mount --uts bash -c "$script; exec \"\$@\"" in_host "$@" \
    </dev/null >>"$LOG" 2>&1 ||
    fail 3 "$1 of $host does not start; the reason is at the end of $LOG or in $LAB/$host/log."
}

answers() { timeout 5 virsh -q -c "$(host_uri "$1")" uri &>/dev/null 9>&-; }

ailments() { # HOST: prints what is wrong with it, a line each, nothing if it is up
  local peer
  connected "$1" || echo "it is cut off from its peers"
  for peer in $(lost_peers "$1"); do echo "it is cut off from $peer"; done
  has_bridge "$1" || echo "it has no bridge $GUEST_BRIDGE"
  daemon_pid "$1" virtlockd >/dev/null || echo "no virtlockd runs"
  if is_frozen "$1"; then
    echo "it is frozen"
  elif ! daemon_pid "$1" libvirtd >/dev/null; then
    echo "no libvirtd runs"
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
