#!/usr/bin/env bash
# Sets the project up: system packages, virtual environment, locked dependencies, the project itself.
# What is there already is left alone, so a second run takes a second. Nothing is removed or upgraded outside .venv.
#
#   PYTHON=/path/to/python3.11   use this interpreter
#   OCR_INTAKE_LANG=en           speak English
#   OCR_INTAKE_TESTS=1           install what tests take as well: strace (it watches system calls), Chromium (for the web page)
#                                and PostgreSQL (tests run a server of their own; none is set up for the machine)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly STAMP=$VENV/.setup-stamp

say() { # say JAPANESE ENGLISH: one line of progress
    if [[ ${OCR_INTAKE_LANG:-ja} == [eE][nN]* ]]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi
}

fail() { # fail JAPANESE ENGLISH: stop, saying what the person can do
    say "$1" "$2" >&2
    exit 1
}

find_python() { # prints the first interpreter that is new enough
    local candidate
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 以降が見つかりません。python3 をインストールするか、PYTHON=/path/to/python3 を指定してください。" \
         "No Python 3.11 or later was found. Install python3, or say where it is with PYTHON=/path/to/python3."
}

missing_packages() { # prints the apt packages of whatever is not there; asks for the thing, not for the package
    local python=$1 languages
    command -v tesseract >/dev/null || echo tesseract-ocr
    command -v pdftoppm >/dev/null || echo poppler-utils
    poppler_knows_japanese || echo poppler-data
    command -v fc-match >/dev/null || echo fontconfig
    japanese_font_there || echo fonts-ipafont-gothic
    languages=$(tesseract --list-langs 2>/dev/null || true)
    grep -qx jpn <<<"$languages" || echo tesseract-ocr-jpn
    grep -qx jpn_vert <<<"$languages" || echo tesseract-ocr-jpn-vert
    environment_works || "$python" -c 'import ensurepip' 2>/dev/null || echo python3-venv
}

poppler_knows_japanese() { # tables for PDF files that do not carry their fonts; they lie beside the program
    local program
    program=$(command -v pdftoppm) || return
    [[ -d $(dirname "$(readlink -f "$program")")/../share/poppler/cMap/Adobe-Japan1 ]]
}

japanese_font_there() { # any font with Japanese letters: for PDF files that name a font and do not carry it
    [[ -n $(fc-list :lang=ja file 2>/dev/null) ]]
}

environment_works() { # a folder that was moved or copied carries commands that still point to where it was
    "$VENV/bin/pip" --version >/dev/null 2>&1 && grep -qF "$(pwd -P)/$VENV/" "$VENV/bin/pip"
}

install_packages() { # install_packages PACKAGE...: with apt, as root or through sudo
    local package root=() command="apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null ||
        fail "次のソフトウェアをインストールしてから、もう一度実行してください: $*" \
             "Install the following, then run this again: $*"
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            fail "管理者権限が必要です。管理者に次のコマンドの実行を依頼してください: $command" \
                 "This needs an administrator. Ask one to run: $command"
        fi
        root=(sudo)
        [[ -t 0 ]] || root+=(-n) # nobody there to type a password
    fi
    say "システムのパッケージをインストールします: $*" "Installing system packages: $*"
    root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0)
    for package in "$@"; do # package lists are fetched only where they are missing
        if ! apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]'; then
            "${root[@]}" update || true # a list that cannot be renewed shows below, where it matters
            break
        fi
    done
    "${root[@]}" install -y --no-install-recommends "$@" >/dev/null ||
        { "${root[@]}" update && "${root[@]}" install -y --no-install-recommends "$@" >/dev/null; } || # lists were stale
        fail "パッケージをインストールできませんでした。次のコマンドを手動で実行してください: $command" \
             "The packages could not be installed. Run this by hand: $command"
}

server_there() { # the programs that make and run a PostgreSQL server; tests run one of their own
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

install_server() { # PostgreSQL without a database of the machine's own: nothing is made in /var, nothing is started
    local root=()
    [[ $(id -u) -eq 0 ]] || root=(sudo)
    if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
        install_packages postgresql-common
        "${root[@]}" sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' \
            /etc/postgresql-common/createcluster.conf
    fi
    install_packages postgresql
}

make_environment() { # make_environment PYTHON: a virtual environment, unless there is a working one
    local python=$1
    if ! environment_works; then
        say "Python の仮想環境を作成します（$VENV）。" "Making the virtual environment ($VENV)."
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
}

install_locked() { # exactly what the lock says, each file checked against its hash; the project itself in place
    local wanted
    wanted=$(cat requirements.lock pyproject.toml ocr_intake/__init__.py scripts/setup.sh | sha256sum)
    [[ -f $STAMP && $(<"$STAMP") == "$wanted" ]] && return
    say "依存ライブラリをインストールします（初回は数分かかります）。" \
        "Installing the locked dependencies (the first time takes some minutes)."
    local pip=("$VENV/bin/python" -m pip --quiet --disable-pip-version-check --no-input)
    "${pip[@]}" install --no-deps --require-hashes --only-binary :all: -r requirements.lock
    "${pip[@]}" install --no-deps --no-build-isolation --editable .
    "${pip[@]}" check
    printf '%s' "$wanted" >"$STAMP"
}

main() {
    local python packages
    python=$(find_python)
    packages=$(missing_packages "$python")
    # shellcheck disable=SC2086  # one word a package
    [[ -z $packages ]] || install_packages $packages
    make_environment "$python"
    install_locked
    if [[ -n ${OCR_INTAKE_TESTS:-} ]]; then
        command -v strace >/dev/null || (install_packages strace) || # its tests are skipped
            say "strace がないため、システムコールを見るテストは省かれます。" "Without strace tests of system calls are skipped."
        server_there || (install_server) || # the same, but where OCR_INTAKE_TESTS is set its tests fail without it
            say "PostgreSQL のサーバーがないため、そのテストは失敗します。" "Without a PostgreSQL server its tests fail."
        command -v chromium >/dev/null || (install_packages chromium) || # the same
            say "Chromium がないため、ブラウザーを使うテストは省かれます。" "Without Chromium tests in a browser are skipped."
    fi
}

main
