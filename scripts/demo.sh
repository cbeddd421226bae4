#!/usr/bin/env bash
# Plays the scenarios on simulated hosts, as a film that a person can follow. Builds what is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

# Each scenario with the speed at which it is played.
readonly FILMS=(
  live-migration:3
  vif-plug-retry:3
  reboot:4
  migration-slots:4
  disk-over-commit:6
  lost-host:20
  crash:20
  debugger:40
)

say() { printf '\n%s\n' "$*"; }

if ! command -v mvn >/dev/null || ! command -v java >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "demo: installing Java 17 and Maven" >&2
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends openjdk-17-jdk-headless maven >&2
  else
    echo "demo: Java 17 and Maven are needed; install them and try again" >&2
    exit 3
  fi
fi

# The log repeats what the film tells, but for the one warning that the debugger's film is about.
for film in "${FILMS[@]}"; do
  log=ERROR
  if [ "${film%:*}" = debugger ]; then
    log=WARN
  fi
  DROVER_LOG=$log scripts/drover run --time real --speed "${film#*:}" "conf/scenarios/${film%:*}.conf"
done
say "And a working day, on virtual time:"
DROVER_LOG=ERROR scripts/drover run conf/scenarios/working-day.conf
say "That was Drover. To write a scenario of your own: scripts/drover run --help"
