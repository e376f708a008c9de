#!/bin/sh
# with-node.sh COMMAND...: runs the command on the Node that node-path.sh finds; the npm scripts begin with it.
set -eu
PATH=$("$(dirname "$0")/node-path.sh")
export PATH
exec "$@"
