#!/usr/bin/env bash
# Searches for counterexamples to Drover's guarantees: [--seeds N] [--minutes M] [--seed S] [--exhaustive].
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/drover" simulate "$@"
