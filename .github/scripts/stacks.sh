#!/usr/bin/env bash
# The stacks of this repository as a JSON list, for a job's matrix.
set -euo pipefail
for file in Pulumi.*.yaml; do
  name=${file#Pulumi.}
  echo "${name%.yaml}"
done | jq --raw-input . | jq --slurp --compact-output .
