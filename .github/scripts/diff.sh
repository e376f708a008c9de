#!/usr/bin/env bash
# diff.sh BASE FILE: writes in words what the working tree changes against a revision; the file is empty if nothing differs.
# With PROMETHEUS_URL it adds how often old and new alerts fire over its history.
set -euo pipefail
base=$1 file=$2
replay=()
if [[ -n ${PROMETHEUS_URL:-} ]]; then replay=(--replay "$PROMETHEUS_URL" --range "${REPLAY_RANGE:-7d}"); fi
status=0
npm run --silent diff -- --base "$base" "${replay[@]}" >"$file" || status=$?
# 2: something differs, which is not a failure.
if ((status != 0 && status != 2)); then exit "$status"; fi
