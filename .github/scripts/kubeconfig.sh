#!/usr/bin/env bash
# Writes the kubeconfig in KUBECONFIG_TEXT to a file for the rest of the job; the runner deletes it after the job.
set -euo pipefail
file="$RUNNER_TEMP/kubeconfig"
(umask 077 && printf '%s\n' "$KUBECONFIG_TEXT" >"$file")
echo "KUBECONFIG=$file" >>"$GITHUB_ENV"
