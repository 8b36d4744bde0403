#!/usr/bin/env bash
# Proves the way of mails with real mail servers on loopback: Postfix's smtp-sink, and Postfix itself with TLS and
# authentication. `make mail` installs what it needs and builds the program.
#
# usage: Scripts/prove-mail.sh [EVENKEEL]     the program; .build/debug/evenkeel where nothing is said
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-.build/debug/evenkeel}
[[ -x $program ]] || {
    echo "$program is not there: make build" >&2
    exit 1
}
# Postfix changes its user, which only root may.
as_root=()
if ((EUID != 0)); then as_root=(sudo --non-interactive); fi
folder=$(mktemp -d)
chmod 0755 "$folder"
trap '"${as_root[@]}" rm -rf "$folder"' EXIT
mkdir "$folder/sink"
python3 Scripts/mail_proof.py "$program" "$folder/sink"
mkdir "$folder/postfix"
"${as_root[@]}" python3 Scripts/postfix_proof.py "$program" "$folder/postfix"
