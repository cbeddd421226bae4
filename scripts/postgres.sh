#!/usr/bin/env bash
# A PostgreSQL server of its own for Drover's store "postgres", on one Debian machine, for tests and trials.
# Run with --help. Everything lives in one folder, $DROVER_POSTGRES, and "down" takes all of it away.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin"

readonly FOLDER="${DROVER_POSTGRES:-/var/lib/drover-postgres}"
readonly PORT="${DROVER_POSTGRES_PORT:-54329}"
readonly DATA="$FOLDER/data"
readonly SELF="scripts/postgres.sh"

usage() {
  cat <<TEXT
A PostgreSQL server for Drover's store "postgres" (needs root on Debian; the server runs as postgres).

  $SELF up          make it, or start it again, with an empty database and user "drover"
  $SELF stop        end the server, as an administrator would; its data stays ("up" starts it again)
  $SELF kill        end it with SIGKILL
  $SELF status      exit status 0 if it answers, else 3
  $SELF psql ARG... psql on the database
  $SELF down        end it and remove every trace

It listens on 127.0.0.1, port $PORT (set DROVER_POSTGRES_PORT for another). $FOLDER/store.conf tells drover
about it (set DROVER_POSTGRES for another folder).
TEXT
}

say() { printf '%s\n' "$*"; }
fail() { # STATUS SENTENCE...
  local status=$1
  shift
  say "$*" >&2
  exit "$status"
}

exists() { [[ -e $FOLDER/.drover-postgres ]]; }

binary() { # NAME: of the newest PostgreSQL that is installed
  local found
  found=$(find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1)
  [[ -n $found ]] || fail 3 "PostgreSQL's $1 is not installed."
  say "$found"
}

as_postgres() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); }
control() { as_postgres "$(binary pg_ctl)" --pgdata="$DATA" --silent "$@"; }
answers() { "$(binary pg_isready)" --quiet --host=127.0.0.1 --port="$PORT"; }
query() { PGPASSWORD=drover "$(binary psql)" --host=127.0.0.1 --port="$PORT" --username=drover "$@"; }

install_packages() {
  [[ -z $(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null) ]] || return 0
  # Debian's package would start a server of its own, which nobody asked for.
  mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] ||
    say "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends postgresql >/dev/null
}

make_server() {
  install -d -o postgres -g postgres -m 700 "$FOLDER"
  touch "$FOLDER/.drover-postgres"
  (umask 077 && say drover >"$FOLDER/password" && chown postgres "$FOLDER/password")
  as_postgres "$(binary initdb)" --pgdata="$DATA" --username=drover --pwfile="$FOLDER/password" \
    --auth=scram-sha-256 --encoding=UTF8 --no-locale >/dev/null
  cat >>"$DATA/postgresql.conf" <<TEXT
listen_addresses = '127.0.0.1'
port = $PORT
unix_socket_directories = ''
TEXT
  cat >"$FOLDER/store.conf" <<TEXT
# Written by $SELF; gone after "$SELF down".
drover {
  store = postgres
  stores.postgres { url = "jdbc:postgresql://127.0.0.1:$PORT/drover", user = drover, password = drover }
}
TEXT
}

up() {
  install_packages
  if [[ -e $FOLDER ]] && ! exists && [[ -n $(ls -A "$FOLDER") ]]; then
    fail 2 "$FOLDER exists and is none of ours, so it is left alone; set DROVER_POSTGRES to a new folder."
  fi
  [[ -e $DATA/PG_VERSION ]] || make_server
  server_pid >/dev/null || control --wait --log="$FOLDER/log" start 2>/dev/null || fail 3 "PostgreSQL does not start: see the end of $FOLDER/log."
  [[ $(query --dbname=postgres -Atc "select 1 from pg_database where datname = 'drover'") == 1 ]] ||
    query --dbname=postgres -qc "create database drover"
  say "PostgreSQL is up, on 127.0.0.1:$PORT, in $FOLDER. End it with $SELF down."
}

# The server's process, if that of the file, which a SIGKILL leaves behind, is still a server of this folder.
server_pid() {
  local pid
  pid=$(head -n 1 "$DATA/postmaster.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF -e "$DATA" -e "--pgdata=$DATA" -e "-D$DATA" || return 1
  say "$pid"
}

no_server() { fail 3 "There is no PostgreSQL in $FOLDER that runs; start one with $SELF up."; }

stop_server() { control --wait --mode=fast stop; }

kill_server() {
  local pid=$1 children
  children=$(pgrep -P "$pid" || true)
  # shellcheck disable=SC2086 # one number each
  kill -KILL "$pid" $children 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}

down() {
  exists || {
    say "There is no PostgreSQL in $FOLDER, so there is nothing to end."
    return
  }
  ! server_pid >/dev/null || stop_server
  rm -rf --one-file-system "$FOLDER"
  say "The PostgreSQL in $FOLDER is gone."
}

case ${1:-} in
  -h | --help | help) usage && exit ;;
  up | stop | kill | status | psql | down) ;;
  *) usage >&2 && fail 2 "There is no command '${1:-}'." ;;
esac
((EUID == 0)) || fail 3 "$SELF needs root: run it again as root, for example with sudo -E $SELF $*."
[[ -e /etc/debian_version ]] || fail 3 "$SELF needs Debian (or a system derived from it)."
[[ $FOLDER =~ ^(/[A-Za-z0-9._-]+)+$ ]] || fail 2 "DROVER_POSTGRES must be an absolute path of letters, digits, '.', '_' and '-', not '$FOLDER'."
case $1 in
  up) up ;;
  stop)
    server_pid >/dev/null || no_server
    stop_server
    ;;
  kill)
    pid=$(server_pid) || no_server
    kill_server "$pid"
    ;;
  status)
    server_pid >/dev/null || no_server
    answers || fail 3 "The PostgreSQL in $FOLDER runs, but does not answer on 127.0.0.1:$PORT."
    ;;
  psql) query --dbname=drover "${@:2}" ;;
  down) down ;;
esac
