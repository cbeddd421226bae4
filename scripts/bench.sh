#!/usr/bin/env bash
# First measurements: heap per idle instance, cost of a migration, migrations a second, punctuality.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

if [ "${1:-}" = --help ]; then
  echo "usage: $0 [heap] [cost] [rate] [polls]    (default: all four; about two minutes)"
  exit 0
fi
mvn -q -B test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile=target/bench.classpath >&2
exec java -Xms2g -Xmx2g -Dlogback.configurationFile=conf/logback.xml \
  -cp "target/classes:target/test-classes:$(cat target/bench.classpath)" io.drover.bench.Bench "$@"
