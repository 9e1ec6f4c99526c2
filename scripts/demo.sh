#!/usr/bin/env bash
# Reads samples/ into a demo workspace, shows what was read and says what comes next. Every command is shown before it
# runs, so that it can be repeated by hand. A second run finds everything read already. `make demo` sets up first.
#
#   scripts/demo.sh [WORKSPACE [SAMPLES]]   another workspace, another folder of samples (FAX* came by fax)
#   OCR_INTAKE_LANG=en                      speak English
set -euo pipefail
shopt -s nullglob
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly WORKSPACE=${1:-demo-workspace} SAMPLES=${2:-samples}
readonly COMMAND=.venv/bin/ocr-intake
readonly ATTENTION=3 # exit code: done, and a person must look at something

say() { # say JAPANESE ENGLISH
    if [[ ${OCR_INTAKE_LANG:-ja} == [eE][nN]* ]]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi
}

run() { # run WORD...: show a command of the program, then run it; what needs a person is no failure
    local status=0
    printf '\n$ %s %s\n\n' "$COMMAND" "$*"
    eval "$COMMAND $*" || status=$? # words are quoted by whoever calls, so that patterns are shown as patterns
    [[ $status -eq $ATTENTION ]] || return "$status"
}

all_read() { # all_read FILE...: whether the workspace holds these files and has nothing left to read
    [[ -f $WORKSPACE/workspace.toml ]] && .venv/bin/python - "$WORKSPACE" "$@" <<'PYTHON'
import hashlib
import sys
from pathlib import Path

from ocr_intake.store import Workspace

folder, *files = map(Path, sys.argv[1:])
with Workspace.open(folder) as workspace:
    here = all(workspace.files.original(hashlib.sha256(path.read_bytes()).hexdigest()).exists() for path in files)
    sys.exit(0 if here and not workspace.ledger().files.waiting else 1)
PYTHON
}

main() {
    local workspace samples options scans=("$SAMPLES"/{SCN,IMG}*) faxes=("$SAMPLES"/FAX*)
    workspace="--workspace $(printf %q "$WORKSPACE")" samples=$(printf %q "$SAMPLES")
    options="--consultation morioka-dx-2021 --received 2021-09-10 $workspace"
    if all_read "${scans[@]}" "${faxes[@]}"; then
        say "見本のファイルは前回すべて読み取っているので、作業フォルダー「$WORKSPACE」をそのまま使います。" \
            "The samples were read before. The workspace $WORKSPACE is used as it is."
    else
        say "見本のファイルを読み取ります（郵送のスキャン ${#scans[@]}件、ファクス ${#faxes[@]}件）。初回は数分かかります。" \
            "Reading the samples (${#scans[@]} scans of letters, ${#faxes[@]} faxes). The first time takes some minutes."
        [[ ${#scans[@]} -eq 0 ]] || run ingest "$samples/SCN*" "$samples/IMG*" --channel post "$options"
        [[ ${#faxes[@]} -eq 0 ]] || run ingest "$samples/FAX*" --channel fax "$options"
    fi
    run show "$workspace"
    run status "$workspace"
    say "
次にすること

  1. 点検: 紙の画像と見比べて、1件ずつ確定します（途中でやめても、続きから始められます）。端末では、
       $COMMAND review $workspace
     ブラウザーでは、自分を利用者として登録してから（パスワードは12文字以上）、表示されたアドレスを開きます。
       $COMMAND account add 名前 --role supervisor $workspace
       $COMMAND serve $workspace
  2. 書き出し: 確定した意見を、表計算ソフトで開ける CSV にします（氏名や住所は別のファイルに分けます）。
       $COMMAND export $workspace --out demo-export

最初からやり直すときは、作業フォルダー「$WORKSPACE」を削除してから、もう一度実行してください。" "
What comes next

  1. Review: compare with the paper and accept the submissions one by one (stop at any time; nothing is lost). In a terminal:
       $COMMAND review $workspace
     In a browser, with an account of your own (a password of 12 characters or more), at the address that is shown:
       $COMMAND account add NAME --role supervisor $workspace
       $COMMAND serve $workspace
  2. Export: write what was accepted as CSV (names and addresses go into a file of their own).
       $COMMAND export $workspace --out demo-export

To start anew, remove the folder $WORKSPACE and run this again."
}

main
