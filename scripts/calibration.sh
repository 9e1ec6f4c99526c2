#!/usr/bin/env bash
# Fits the confidences that the program ships with: draws generated papers, reads them with the readers, and fits what
# comes out against the truth. Arguments go to training.calibration (see --help there).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON=.venv/bin/python
readonly WORK=${OCR_INTAKE_TRAINING:-build/calibration}

missing=()
for package in $("$PYTHON" -m training.fonts); do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if ((${#missing[@]})); then
    root=()
    [[ $(id -u) -eq 0 ]] || root=(sudo)
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"
fi
"$PYTHON" -m training.calibration "$WORK" "$@"
