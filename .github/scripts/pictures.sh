#!/usr/bin/env bash
# pictures.sh BASE DIR: takes a picture of each panel that the working tree changes against a revision, before and after.
# Grafana comes from the image that a stack deploys; the runner has Docker and Chrome.
set -euo pipefail
base=$1 out=$2
image=$(node_modules/.bin/tsx --eval "import { IMAGES } from './lib/settings/versions'; console.log(IMAGES.grafana)")
home=$(mktemp -d)
container=$(docker create "$image-ubuntu")
docker cp --quiet "$container:/usr/share/grafana/." "$home"
docker rm "$container" >/dev/null
GRAFANA_HOME=$home npm run --silent pictures -- --base "$base" --out "$out"
