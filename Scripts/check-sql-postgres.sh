#!/usr/bin/env bash
# Puts the store's SQL before PostgreSQL: creates the tables in a server of its own in a temporary folder, then
# has it PREPARE every statement. Fails on the first one that PostgreSQL does not take.
#
# usage: Scripts/check-sql-postgres.sh
#
# The SQL comes from the golden files of EvenkeelStoreTests, which a test keeps equal to the program's. Needs
# initdb, postgres and psql (Debian: postgresql); the server listens on a socket in the folder, never on a port.
set -euo pipefail
cd "$(dirname "$0")/.."

golden=Tests/EvenkeelStoreTests/Golden
for program in initdb postgres psql; do
    if ! command -v "$program" >/dev/null; then
        folder=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
        if [[ -z $folder || ! -x $folder/$program ]]; then
            echo "$program was not found." "hint: sudo apt-get install postgresql" >&2
            exit 1
        fi
        PATH=$folder:$PATH
    fi
done

folder=$(mktemp -d)
server=""
cleanup() {
    if [[ -n $server ]]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap cleanup EXIT

# PostgreSQL refuses to run as root.
as_owner=()
if ((EUID == 0)); then
    chown postgres "$folder"
    as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi

"${as_owner[@]}" env PATH="$PATH" initdb --pgdata="$folder/data" --auth=trust --username=evenkeel --encoding=UTF8 \
    --locale=C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"${as_owner[@]}" env PATH="$PATH" postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off \
    >"$folder/server.log" 2>&1 &
server=$!

query=(psql --host="$folder" --username=evenkeel --no-psqlrc --quiet --set=ON_ERROR_STOP=1)
for _ in $(seq 100); do
    if "${query[@]}" --dbname=postgres --command="SELECT 1" >/dev/null 2>&1; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$folder/server.log" >&2; exit 1; }
    sleep 0.1
done

"${query[@]}" --dbname=postgres --single-transaction --file="$golden/schema.sql"
# One statement stands on each line.
awk '{ print "PREPARE s" NR " AS " $0 }' "$golden/statements.sql" >"$folder/prepare.sql"
"${query[@]}" --dbname=postgres --file="$folder/prepare.sql"
version=$("${query[@]}" --dbname=postgres --tuples-only --no-align --command="SHOW server_version")
echo "PostgreSQL $version takes the tables and all $(wc -l <"$golden/statements.sql") statements."
