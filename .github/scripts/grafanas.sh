#!/usr/bin/env bash
# The Grafana images that a stack is tried on, as a JSON list: the one that is deployed and the next major release.
set -euo pipefail
grep -oE "'grafana/grafana:[^']+'" lib/settings/versions.ts | tr -d "'" | jq --raw-input --slurp --compact-output 'split("\n") | map(select(. != ""))'
