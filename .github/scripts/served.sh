#!/usr/bin/env bash
# Checks that the stack started by `make up` works: the platform is scraped, the rules are loaded and healthy, the
# dashboards exist.
set -euo pipefail
prometheus=${PROMETHEUS:-http://127.0.0.1:9090} grafana=${GRAFANA:-http://127.0.0.1:3000}

# until_true WHAT COMMAND...: retries for two minutes.
until_true() {
  local what=$1
  shift
  for _ in $(seq 60); do
    if "$@"; then
      echo "ok: $what"
      return
    fi
    sleep 2
  done
  echo "not within two minutes: $what" >&2
  exit 1
}
scraped() { curl -fsS "$prometheus/api/v1/targets" | jq -e '.data.activeTargets | length > 0 and all(.health == "up")' >/dev/null; }
rules() { curl -fsS "$prometheus/api/v1/rules" | jq -e '[.data.groups[].rules[]] | length > 0 and all(.health == "ok")' >/dev/null; }
dashboards() {
  curl -fsS -u "admin:$(make --silent password STACK="${STACK:-dev}")" "$grafana/api/search?type=dash-db" |
    jq -e 'length >= 2' >/dev/null
}
until_true 'every target is up' scraped
until_true 'every rule evaluates' rules
until_true 'the dashboards are in Grafana' dashboards
