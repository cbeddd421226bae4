#!/usr/bin/env bash
# Measurements: heap per idle instance, cost of a migration, migrations a second, punctuality, overhead on real hosts.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

if [ "${1:-}" = --help ]; then
  echo "usage: $0 [heap] [cost] [rate] [polls] [recovery] [overhead]    (default: the first four; about two minutes)"
  echo "recovery: a start on a file store with 100,000 idle instances and 100 migrations under way; some minutes"
  echo "overhead: what Drover adds to a live migration between real hosts, beside virsh; needs scripts/lab.sh up"
  exit 0
fi
mvn -q -B test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile=target/bench.classpath >&2
exec java -Xms2g -Xmx2g -Dlogback.configurationFile=conf/logback.xml \
  -cp "target/classes:target/test-classes:$(cat target/bench.classpath)" io.drover.bench.Bench "$@"
