#!/usr/bin/env bash
# Runs the quick start of README.md: the first fenced sh block after the comment <!-- quick start -->.
# The demo runs as `--once` (virtual time, ends by itself); cloning is left out, since this is the clone.
#
# usage: Scripts/readme-quick-start.sh [--print]     --print shows the commands and runs none
set -euo pipefail
cd "$(dirname "$0")/.."

commands=$(awk '
    /<!-- quick start -->/ { marked = 1; next }
    marked && /^```sh *$/  { inside = 1; next }
    inside && /^```/       { exit }
    inside                 { print }
' README.md | sed -E 's/[[:space:]]+#.*$//' | grep -vE '^[[:space:]]*(#|$)|^git clone |^cd ') || {
    echo 'README.md has no ```sh block after <!-- quick start -->, or it is empty' >&2
    exit 1
}
if [[ ${1:-} == --print ]]; then
    printf '%s\n' "$commands"
    exit 0
fi
if ! grep -qx 'make demo' <<<"$commands"; then
    echo "the quick start of README.md does not run \`make demo\`" >&2
    exit 1
fi
export DEMO_ARGS=--once
while IFS= read -r command; do
    began=$SECONDS
    printf 'quick start: %s\n' "$command"
    bash -euo pipefail -c "$command" </dev/null
    printf 'quick start: %s took %d s\n' "$command" $((SECONDS - began))
done <<<"$commands"
