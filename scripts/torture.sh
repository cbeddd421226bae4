#!/usr/bin/env bash
# Kills a Drover that serves at random moments, and compares in the end what it has promised with what is
# there: [--kills N] [--minutes M] [--seed S] [--store file|postgres] [--hypervisor simulated|libvirt].
# Run with --help.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

readonly PORT=54331 # not that of a server that somebody works with
store=file
hypervisor=simulated
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --store)
      store=${2:-}
      shift 2 || break
      ;;
    --hypervisor)
      hypervisor=${2:-}
      shift 2 || break
      ;;
    *)
      options+=("$1")
      shift
      ;;
  esac
done
wrong_usage() {
  echo "torture: $*" >&2
  exit 2
}

case $store in
  file | postgres) ;;
  *) wrong_usage "--store must be file or postgres, not '$store'" ;;
esac
case $hypervisor in
  simulated) ;;
  libvirt)
    lab=${DROVER_LAB:-/var/lib/drover-lab}/lab.conf
    [ -e "$lab" ] || wrong_usage "there are no real hosts; start some with scripts/lab.sh up"
    options+=(--lab "$lab")
    ;;
  *) wrong_usage "--hypervisor must be simulated or libvirt, not '$hypervisor'" ;;
esac

folder=$(mktemp -d "${TMPDIR:-/tmp}/drover-torture.XXXXXX")
export DROVER_POSTGRES=/var/lib/drover-torture-postgres DROVER_POSTGRES_PORT=$PORT
kept=
driver=
server=

end() {
  if [ -n "$driver" ]; then # it ends what it has started
    kill "$driver" 2>/dev/null || true
    wait "$driver" 2>/dev/null || true
  fi
  if [ -n "$server" ]; then
    scripts/postgres.sh down >&2 || true
  fi
  if [ -z "$kept" ]; then
    rm -rf "$folder"
  fi
}
trap end EXIT
trap 'exit 130' INT TERM

scripts/drover --version >/dev/null # builds it
mvn -q -B -ntp test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile=target/torture.classpath >&2
if [ "$store" = postgres ]; then
  # One at a time: the server is a run's own, and gone after it.
  if [ -e "$DROVER_POSTGRES" ]; then
    echo "torture: $DROVER_POSTGRES is there, another run's server; wait for its end, or end it with" \
      "DROVER_POSTGRES=$DROVER_POSTGRES scripts/postgres.sh down" >&2
    exit 3
  fi
  server=own
  scripts/postgres.sh up >&2
  {
    cat "$DROVER_POSTGRES/store.conf"
    # After a kill the next start waits for the lease of the one before.
    echo 'drover.stores.postgres.lease { renewal = 200 ms, expiry = 1 s }'
  } >"$folder/store.conf"
  options+=(--store-config "$folder/store.conf")
fi

java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlogback.configurationFile=conf/logback.xml \
  -cp "target/classes:target/test-classes:$(cat target/torture.classpath)" \
  io.drover.torture.Torture --folder "$folder" --drover scripts/drover ${options[@]+"${options[@]}"} &
driver=$!
status=0
wait "$driver" || status=$?
driver=
if [ "$status" = 1 ]; then
  kept=$folder
  echo "torture: what was found is in $folder" >&2
fi
exit "$status"
