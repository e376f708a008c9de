#!/bin/sh
# with-node.sh COMMAND...: runs the command with the Node that node-path.sh finds; all npm scripts use it.
set -eu
PATH=$("$(dirname "$0")/node-path.sh")
export PATH
exec "$@"
