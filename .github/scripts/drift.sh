#!/usr/bin/env bash
# drift.sh STACK OUTCOME LOG: keeps one open issue for a stack that differs from its file (OUTCOME failure), and closes
# it when the stack matches its file again (OUTCOME success). Reads GITHUB_REPOSITORY and RUN_URL; `gh` reads its token from GH_TOKEN.
set -euo pipefail
stack=$1 outcome=$2 log=$3
title="Drift: stack $stack is not as its file says"
open=$(gh issue list --repo "$GITHUB_REPOSITORY" --state open --limit 200 --json number,title \
  --jq "map(select(.title == \"$title\")) | .[0].number // empty")

if [[ $outcome == success ]]; then
  if [[ -n $open ]]; then
    gh issue close "$open" --repo "$GITHUB_REPOSITORY" --comment "The stack is as its file says again: $RUN_URL"
  fi
  exit 0
fi

body=$(
  printf 'Somebody or something changed it, or the check could not run: %s\n\n```\n' "$RUN_URL"
  tail -n 200 "$log" | tail -c 50000
  printf '```\n\n`make up STACK=%s` puts it back; what shall stay belongs into the stack file.\n' "$stack"
)
if [[ -n $open ]]; then
  gh issue edit "$open" --repo "$GITHUB_REPOSITORY" --body "$body"
else
  gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --body "$body"
fi
