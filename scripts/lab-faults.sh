# shellcheck shell=bash
# Part of lab.sh, which sources it: the commands that do harm to hosts, and those that undo it. Each may be repeated;
# "up" undoes all of them.

cut_off() { # HOST [PEER]
  require_host "${1:-}"
  if [[ -z ${2:-} ]]; then
    set_ports "$1" down
    say "$1 is cut off from its peers; connect it again with $SELF restore $1."
  else
    require_pair "$1" "$2"
    lose_peer "$1" "$2"
    lose_peer "$2" "$1"
    say "$1 and $2 are cut off from each other; connect them again with $SELF restore $1 $2."
  fi
}

connect_again() { # HOST [PEER]
  local peer
  require_host "${1:-}"
  if [[ -z ${2:-} ]]; then
    set_ports "$1" up
    ip -n "$(host_ns "$1")" link set dev eth0 up
    for peer in $(lost_peers "$1"); do restore_pair "$1" "$peer"; done
    say "$1 is connected to its peers."
  else
    require_pair "$1" "$2"
    restore_pair "$1" "$2"
    say "$1 and $2 are connected to each other."
  fi
}

restore_pair() { # HOST PEER
  [[ $(lost_peers "$1") != *"$2"* ]] || find_peer "$1" "$2"
  [[ $(lost_peers "$2") != *"$1"* ]] || find_peer "$2" "$1"
}

require_pair() { # HOST PEER
  require_host "$2"
  [[ $1 != "$2" ]] || fail 2 "There is no link between $1 and itself; name two hosts, or one to cut it off from all."
}

freeze() { # HOST
  local deadline=$((SECONDS + STOP_SECONDS)) pids=()
  require_host "${1:-}"
  [[ -n $(host_pids "$1") ]] || fail 3 "Nothing runs on $1 that could be frozen; start it with $SELF up."
  # Again and again: a process may start another one before it is stopped itself.
  while mapfile -t pids < <(pids_in_state "$1" "[^TZ]") && ((${#pids[@]} > 0)); do
    ((SECONDS < deadline)) || fail 3 "Processes of $1 do not stop: ${pids[*]}; let them go on with $SELF thaw $1."
    kill -s STOP "${pids[@]}" 2>/dev/null || true # any may be gone by now
    sleep 0.1
  done
  say "$1 is frozen, libvirtd and guests stand still; let them go on with $SELF thaw $1."
}

thaw() { # HOST
  require_host "${1:-}"
  thaw_host "$1"
  say "$1 is not frozen."
}

kill_libvirtd() { # HOST
  local pid
  require_host "${1:-}"
  pid=$(daemon_pid "$1" libvirtd) || fail 3 "No libvirtd runs on $1; start it with $SELF up."
  kill -s KILL "$pid"
  while daemon_pid "$1" libvirtd >/dev/null; do sleep 0.1; done
  say "libvirtd of $1 (process $pid) is killed; its guests go on. Start it again with $SELF up."
}

restart_libvirtd() { # HOST; starts one that does not run
  local pid
  require_host "${1:-}"
  ! is_frozen "$1" || fail 3 "$1 is frozen, so its libvirtd cannot end; let it go on with $SELF thaw $1."
  if pid=$(daemon_pid "$1" libvirtd); then end_libvirtd "$1" "$pid"; fi
  start_daemons "$1"
  wait_until_it_answers "$1"
  say "libvirtd of $1 is started again, as process $(daemon_pid "$1" libvirtd); its guests go on."
}

end_libvirtd() { # HOST PID; it waits for the calls that it serves, of which some never return
  local signal deadline
  for signal in TERM KILL; do
    deadline=$((SECONDS + START_SECONDS))
    kill -s "$signal" "$2" 2>/dev/null || true # it may be gone by now
    while daemon_pid "$1" libvirtd >/dev/null; do
      ((SECONDS < deadline)) || continue 2
      sleep 0.1
    done
    return
  done
  fail 3 "libvirtd of $1 (process $2) does not end; end it by hand and run $SELF up."
}

bridge() { # HOST add|del
  require_host "${1:-}"
  case ${2:-} in
    add)
      add_bridge "$1"
      say "$1 has the bridge $GUEST_BRIDGE."
      ;;
    del)
      delete_bridge "$1"
      say "$1 has no bridge $GUEST_BRIDGE; make it again with $SELF bridge $1 add."
      ;;
    *) fail 2 "A bridge is added (add) or deleted (del), not '${2:-}'." ;;
  esac
}
