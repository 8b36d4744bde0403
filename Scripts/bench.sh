#!/usr/bin/env bash
# Builds Evenkeel optimised, in a folder of its own so that the debug build stays warm, and runs the
# benchmarks. Arguments go to evenkeel-bench.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build -c release --scratch-path .build-release --explicit-target-dependency-import-check error
exec .build-release/release/evenkeel-bench --core "$@"
