#!/usr/bin/env bash
# Makes requirements.lock anew from pyproject.toml: every version, every file's hash, for Python 3.11 and later.
# For maintainers; needs uv on the PATH or in .venv (pip install uv). Versions already locked stay: give --upgrade,
# or --upgrade-package NAME, to move them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

uv=$(command -v uv || command -v .venv/bin/uv) || {
    echo "make lock needs uv: .venv/bin/pip install uv" >&2
    exit 1
}
# the extra `training` is left out: torch alone is larger than all else, and nobody who reads papers needs it
"$uv" pip compile pyproject.toml --extra calibration --extra picture --extra postgresql --extra dev --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock --quiet "$@"
