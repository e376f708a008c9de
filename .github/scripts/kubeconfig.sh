#!/usr/bin/env bash
# Gives the rest of the job the kubeconfig in KUBECONFIG_TEXT, as a file that goes with the job.
set -euo pipefail
file="$RUNNER_TEMP/kubeconfig"
(umask 077 && printf '%s\n' "$KUBECONFIG_TEXT" >"$file")
echo "KUBECONFIG=$file" >>"$GITHUB_ENV"
