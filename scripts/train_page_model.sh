#!/usr/bin/env bash
# Makes the page model that the program ships with: counts characters, trains, writes ONNX, fits the links between
# pages, and prints figures on papers that were never trained on. Arguments go to the training (see --help there).
#
#   scripts/train_page_model.sh [--minutes 60] [--seed 1] [--processes 2]
#
# Needs the extra `training` of pyproject.toml (torch for the processor is enough); it is installed where it is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON=.venv/bin/python
readonly WORK=${OCR_INTAKE_TRAINING:-build/page-model}

"$PYTHON" -c 'import onnxscript, torch' 2>/dev/null ||
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --editable '.[training]'
mkdir -p "$WORK"
"$PYTHON" -m training.page_model.characters
"$PYTHON" -m training.page_model.train "$WORK/weights.pt" "$@"
"$PYTHON" -m training.page_model.export "$WORK/weights.pt" --about "${*:-defaults}"
"$PYTHON" -m training.page_links
"$PYTHON" -m training.page_model.evaluate "$WORK/weights.pt" --json "$WORK/tags.json"
"$PYTHON" -m training.papers_read --json "$WORK/papers.json"
