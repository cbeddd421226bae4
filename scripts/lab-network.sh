# shellcheck shell=bash
# Part of lab.sh, which sources it: a network namespace for each host and one more for the switch between them; nothing
# is in the machine's own. eth0 of a host is the way to its peers, eth1 the way out of its bridge for guests.

readonly SWITCH=drover-net # the namespace that holds the bridges between the hosts
readonly NAMESPACES=(drover-hv1 drover-hv2 drover-hv3 "$SWITCH")
readonly SUBNET=10.99.0
readonly GUEST_BRIDGE=br-guests
readonly NOBODY=02:00:00:00:00:00 # a link address that no host has

host_ns() { echo "drover-$1"; }
host_address() { echo "$SUBNET.${1#hv}"; }

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

has_device() { ip -n "$1" link show dev "$2" &>/dev/null; } # NAMESPACE DEVICE

plug_in() { # HOST DEVICE PORT BRIDGE: joins a device of the host with a bridge of the switch, through a port there
  local ns
  ns=$(host_ns "$1")
  has_device "$SWITCH" "$4" || ip -n "$SWITCH" link add "$4" type bridge
  ip -n "$SWITCH" link set dev "$4" up
  has_device "$ns" "$2" || ip -n "$ns" link add "$2" type veth peer name "$3" netns "$SWITCH"
  ip -n "$SWITCH" link set dev "$3" master "$4" up
  ip -n "$ns" link set dev "$2" up
}

connect_host() { # HOST; mends what is cut of it, too
  local peer
  make_namespace "$SWITCH"
  make_namespace "$(host_ns "$1")"
  plug_in "$1" eth0 "$1" br0
  ip -n "$(host_ns "$1")" address replace "$(host_address "$1")/24" dev eth0
  plug_in "$1" eth1 "$1-guests" "$GUEST_BRIDGE"
  add_bridge "$1"
  for peer in $(lost_peers "$1"); do find_peer "$1" "$peer"; done
}

# ---- the bridge for guests

has_bridge() { has_device "$(host_ns "$1")" "$GUEST_BRIDGE"; } # HOST

add_bridge() { # HOST
  local ns
  ns=$(host_ns "$1")
  has_bridge "$1" || ip -n "$ns" link add "$GUEST_BRIDGE" type bridge
  ip -n "$ns" link set dev eth1 master "$GUEST_BRIDGE" up
  ip -n "$ns" link set dev "$GUEST_BRIDGE" up
}

delete_bridge() { # HOST
  ! has_bridge "$1" || ip -n "$(host_ns "$1")" link delete "$GUEST_BRIDGE"
}

# ---- cuts

connected() { [[ $(ip -n "$(host_ns "$1")" link show dev eth0 2>/dev/null) == *LOWER_UP* ]]; } # HOST

set_ports() { # HOST up|down: of the switch, so that down is for the host as if its cables were pulled
  ip -n "$SWITCH" link set dev "$1" "$2"
  ip -n "$SWITCH" link set dev "$1-guests" "$2"
}

lose_peer() { # HOST PEER: what the host sends to its peer reaches nobody
  ip -n "$(host_ns "$1")" neighbour replace "$(host_address "$2")" lladdr "$NOBODY" nud permanent dev eth0
}

find_peer() { # HOST PEER
  ip -n "$(host_ns "$1")" neighbour delete "$(host_address "$2")" dev eth0
}

lost_peers() { # HOST: prints the peers that it has lost
  ip -n "$(host_ns "$1")" neighbour show nud permanent dev eth0 2>/dev/null |
    sed -n "s/^$SUBNET\.\([0-9]*\) lladdr $NOBODY .*/hv\1/p"
}
