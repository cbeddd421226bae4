#!/usr/bin/env bash
# Prints a scenario in which every instance of a large fleet is booted and then moved once.
set -euo pipefail

if [ "${1:-}" = --help ]; then
  echo "usage: $0 [INSTANCES [HOSTS]]    (default 1000 on 50)"
  exit 0
fi
instances=${1:-1000}
hosts=${2:-50}

awk -v instances="$instances" -v hosts="$hosts" 'BEGIN {
  printf "name = \"%d instances on %d hosts, all moved once\"\n", instances, hosts
  print "hosts {"
  for (h = 0; h < hosts; h++)
    printf "  hv%03d { vcpus = 256, memory = 1 TiB, disk = 10 TiB }\n", h
  print "}\ninstances {"
  for (i = 0; i < instances; i++)
    printf "  vm-%05d { host = hv%03d, memory = 2 GiB, disk = 10 GiB, vifs = 1, dirty-rate = 50 MiB/s }\n", i, i % hosts
  print "}\nsteps = [\n  { boot = all }\n  { await = all, within = 10 m }"
  for (i = 0; i < instances; i++)
    printf "  { live-migrate = vm-%05d, to = hv%03d }\n", i, (i + 1) % hosts
  print "  { await = all, within = 2 h }"
  for (i = 0; i < instances; i += 97)
    printf "  { expect { migration-of = vm-%05d, status = completed, post = 1, recover = 0 } }\n", i
  print "  { expect { no-leaks = true } }\n]"
}'
