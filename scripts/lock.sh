#!/usr/bin/env bash
# Makes requirements.lock anew from pyproject.toml: every version, every file's hash, for Python 3.11 and later. What
# `make setup` installs for somebody who reads papers stands first; below the line that says so stands what only tests,
# documents, pictures, calibrations, Parquet, several computers and servers need.
# For maintainers; needs uv on the PATH or in .venv (pip install uv). Versions already locked stay: give --upgrade,
# or --upgrade-package NAME, to move them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly LOCK=requirements.lock
readonly LINE="# ---- only for tests, documents, pictures, calibrations, Parquet, several computers and servers; make setup leaves it out ----"

uv=$(command -v uv || command -v .venv/bin/uv) || {
    echo "make lock needs uv: .venv/bin/pip install uv" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { # compile FILE WORD...: lock what pyproject.toml asks for into a file
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" --quiet --output-file "$@" >/dev/null
}

entries() { # entries IN: the packages of the whole lock that are (1) or are not (0) in the small one
    awk -v wanted="$1" '
        /^[a-zA-Z0-9]/ { here = FNR == NR ? 0 : (($1 in small) == wanted); if (FNR == NR) small[$1] }
        FNR != NR && here' "$work/small.txt" "$work/all.txt"
}

cp "$LOCK" "$work/all.txt" # versions already locked stay
# the extra `training` is left out: torch alone is larger than all else, and nobody who reads papers needs it
compile "$work/all.txt" --extra setup --extra calibration --extra cluster --extra parquet --extra picture --extra postgresql --extra dev "$@"
compile "$work/small.txt" --extra setup --constraint "$work/all.txt"
{
    echo "# Made by \`make lock\`."
    entries 1
    echo "$LINE"
    entries 0
} >"$work/lock.txt"
cp "$work/lock.txt" "$LOCK"
