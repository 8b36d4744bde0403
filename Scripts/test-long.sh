#!/usr/bin/env bash
# Runs the tests with EVENKEEL_LONG=1, in which tests that have a long form (crashes, seeds, fuzz inputs)
# run it and print their figures on lines that begin with "long:". Those lines become a dated report.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
report="docs/internals/long-runs/$(date -u +%Y-%m-%d).md"
began=$SECONDS
export EVENKEEL_LONG=1
swift test --package-path Core --explicit-target-dependency-import-check error 2>&1 | tee "$log"
real_time='EvenkeelExecutorsTests|EvenkeelChannelsTests|EvenkeelEndToEndTests'
swift test --explicit-target-dependency-import-check error --skip "$real_time" 2>&1 | tee --append "$log"
swift test --skip-build --filter "$real_time" 2>&1 | tee --append "$log"

figures=$(sed -nE 's/^.*long: (.*)$/- \1/p' "$log")
if [[ -z $figures ]]; then
    echo "no test printed a line that begins with \"long:\", so there is nothing to report; the log is $log" >&2
    exit 1
fi
mkdir -p "$(dirname "$report")"
{
    echo "# Long run of $(date -u +%Y-%m-%d)"
    echo
    echo "Commit $(git describe --always --dirty), $(swift --version 2>&1 | sed -nE 's/.*(Swift version [0-9.]+).*/\1/p' | head -n 1)," \
        "$(nproc) cores, $((SECONDS - began)) seconds, all tests passed."
    echo
    echo "$figures"
} >"$report"
rm -f "$log"
echo "written: $report; read it and commit it."
