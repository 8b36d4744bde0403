#!/usr/bin/env bash
# Makes sure that the system has what a make target needs; says nothing when it has.
#
# usage: Scripts/install-packages.sh GROUP...     GROUP is build, test, sql, mail or bench
#
# build   Swift 6.3, and the headers of SQLite (GRDB) and libcurl (CLibcurl); the zone rules Foundation reads
# test    smtp-sink, which stands in the postfix package, as the mail server on loopback; python3 for tidy; Ansible, and
#         the ssh it connects by, for Examples/ansible
# sql     PostgreSQL, which has to take every statement of the store; run in a temporary folder, never as a service
# mail    Postfix, with authentication by Cyrus SASL, and openssl for its certificates; run from a temporary folder, never
#         as a service
# bench   wrk, the load generator for the status page; the planner's peers, Python packages in an environment of their
#         own in .build-release/peers, with the versions of Benchmarks/peers/requirements.txt
#
# Without the right to install (not root, no sudo without a password) it prints the command and fails.
# EVENKEEL_SKIP_PACKAGES=1 leaves out the packages of the system, for those that provide the same by other means.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

require_swift() {
    local floor_major=6 floor_minor=3 version major minor
    local hint="hint: https://www.swift.org/install/linux/ has it for Debian and Ubuntu; then open a new shell."
    command -v swift >/dev/null || fail "swift was not found in PATH; Evenkeel needs Swift $floor_major.$floor_minor or newer." "$hint"
    version=$(swift --version 2>&1 | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [[ -n $version ]] || fail "swift --version does not name a version; Evenkeel needs Swift $floor_major.$floor_minor or newer." "$hint"
    major=${version%%.*} minor=${version#*.}
    if ((major < floor_major || (major == floor_major && minor < floor_minor))); then
        fail "this is Swift $version ($(command -v swift)); Evenkeel needs Swift $floor_major.$floor_minor or newer." "$hint"
    fi
}

# A name with | lists packages any one of which will do; the first is installed.
packages_of() {
    case $1 in
        build) echo "git pkg-config|pkgconf libsqlite3-dev libcurl4-openssl-dev|libcurl4-gnutls-dev tzdata" ;;
        test) echo "git python3 postfix ansible|ansible-core openssh-client" ;;
        sql) command -v initdb >/dev/null || echo "postgresql" ;;
        mail) echo "python3 postfix sasl2-bin libsasl2-modules libsasl2-modules-db openssl" ;;
        bench) echo "wrk python3-venv" ;;
        *) fail "unknown group: $1" "hint: the groups are build, test, sql, mail and bench." ;;
    esac
}

installed() {
    local name
    for name in ${1//|/ }; do
        if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null) == installed ]]; then
            return 0
        fi
    done
    return 1
}

# Made anew when the wanted versions change.
install_peers() {
    local folder=.build-release/peers wanted=Benchmarks/peers/requirements.txt log
    if cmp --silent "$wanted" "$folder/requirements.txt"; then return; fi
    echo "installing the peers of the benchmark: $(sed -n 's/==.*//p' "$wanted" | tr '\n' ' ')"
    log=$(mktemp)
    rm -rf "$folder"
    if ! { python3 -m venv "$folder" && "$folder/bin/python" -m pip install --requirement "$wanted"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "the peers could not be installed" "hint: the whole log is in $log."
    fi
    rm -f "$log"
    cp "$wanted" "$folder/requirements.txt"
}

finish() {
    if [[ " $groups " == *" bench "* ]]; then install_peers; fi
    exit 0
}

(($# > 0)) || fail "usage: Scripts/install-packages.sh build|test|sql|mail|bench ..."
groups="$*"
needed=()
for group in "$@"; do
    names=$(packages_of "$group")
    for name in $names; do needed+=("$name"); done
    if [[ $group == build ]]; then require_swift; fi
done
if [[ ${EVENKEEL_SKIP_PACKAGES:-} == 1 || $(uname) == Darwin ]]; then finish; fi
command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || fail \
    "this system has no apt-get, so its packages cannot be checked: ${needed[*]}" \
    "hint: install their equivalents, then set EVENKEEL_SKIP_PACKAGES=1."

missing=()
for name in "${needed[@]}"; do
    if ! installed "$name"; then missing+=("${name%%|*}"); fi
done
if ((${#missing[@]} == 0)); then finish; fi

# Only the program smtp-sink is wanted of postfix: without a configuration it has nothing to start.
answer="postfix postfix/main_mailer_type select No configuration"
with_postfix=$([[ " ${missing[*]} " == *" postfix "* ]] && echo yes || echo no)

if ((EUID == 0)); then
    as_root=()
elif command -v sudo >/dev/null && sudo --non-interactive true 2>/dev/null; then
    as_root=(sudo --non-interactive)
else
    command="sudo apt-get update && sudo DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ${missing[*]}"
    if [[ $with_postfix == yes ]]; then command="echo '$answer' | sudo debconf-set-selections && $command"; fi
    fail "missing packages: ${missing[*]}" \
        "This shell may not install them (not root, and sudo asks for a password). Run this, then repeat the command:" "" \
        "    $command" ""
fi

echo "installing: ${missing[*]}"

# policy-rc.d is how Debian lets an administrator forbid starting services during an installation.
policy=/usr/sbin/policy-rc.d
if [[ $with_postfix == yes ]]; then
    echo "$answer" | "${as_root[@]}" debconf-set-selections
    if [[ ! -e $policy ]]; then
        trap '"${as_root[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 0755 "$policy"
    fi
fi

log=$(mktemp)
install_now() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}
if ! install_now </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install: ${missing[*]}" "hint: the whole log is in $log."
fi
rm -f "$log"
finish
