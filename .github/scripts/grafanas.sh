#!/usr/bin/env bash
# The Grafana images on which the nightly run tests a stack, as a JSON list: the deployed one and the next major release.
set -euo pipefail
grep -oE "'grafana/grafana:[^']+'" lib/settings/versions.ts | tr -d "'" | jq --raw-input --slurp --compact-output 'split("\n") | map(select(. != ""))'
