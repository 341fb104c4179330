#!/bin/sh
# Fetches the libraries of this folder at their pinned versions from the npm registry.
# Needs Node's npm and only runs to bump a version (`make vendor`): what it builds is committed.
set -eu
bootstrap=5.3.9
htmx=2.0.11

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() { # name, version: unpacks into ./package
	rm -rf package
	tar xzf "$(npm pack --silent "$1@$2")"
}

# The maps are not served, so the references to them go.
fetch bootstrap "$bootstrap"
sed '/^\/\*# sourceMappingURL=/d' package/dist/css/bootstrap.min.css >"$here/bootstrap.min.css"
cp package/LICENSE "$here/bootstrap.LICENSE"

fetch htmx.org "$htmx"
sed '/^\/\/# sourceMappingURL=/d' package/dist/htmx.min.js >"$here/htmx.min.js"
cp package/LICENSE "$here/htmx.LICENSE"
