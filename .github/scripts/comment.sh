#!/usr/bin/env bash
# comment.sh NUMBER FILE: keeps one comment with the text of the file on a pull request; none if the pull request changes nothing.
# Reads GITHUB_REPOSITORY; `gh` reads its token from GH_TOKEN.
set -euo pipefail
number=$1 file=$2
marker='<!-- diff-in-words -->'
# GitHub refuses a comment above 65,536 characters.
body=$(printf '%s\n%s' "$marker" "$(head -c 60000 "$file")")
if [[ $(wc -c <"$file") -gt 60000 ]]; then body+=$'\n\nThe rest is in the artifact `diff` of this run.'; fi
if [[ ! -s $file ]]; then body="$marker"$'\nNothing that is deployed changes.'; fi

found=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments" \
  --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id" | head -n 1)
if [[ -n $found ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$found" --raw-field body="$body"
elif [[ -s $file ]]; then
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" --raw-field body="$body"
fi
