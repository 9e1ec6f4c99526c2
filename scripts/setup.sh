#!/usr/bin/env bash
# Sets the project up: system packages, virtual environment, locked dependencies, the project itself.
# What is there already is left alone, so a second run takes a second. Nothing is removed or upgraded outside .venv.
#
#   PYTHON=/path/to/python3.11   use this interpreter
#   OCR_INTAKE_LANG=en           speak English
#   OCR_INTAKE_ALL=1             install what only `calibrate`, pictures, documents and tests need as well
#   OCR_INTAKE_TESTS=1           all of that, strace (tests watch system calls with it), Chromium (for the web page)
#                                and PostgreSQL (tests run a server of their own; none is set up for the machine)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly STAMP=$VENV/.setup-stamp
readonly REST='# ---- only for tests' # in requirements.lock: below stands what reading papers does not need
readonly STEPS=3

say() { # say JAPANESE ENGLISH: one line of progress
    if [[ ${OCR_INTAKE_LANG:-ja} == [eE][nN]* ]]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi
}

fail() { # fail JAPANESE ENGLISH: stop, saying what the person can do
    say "$1" "$2" >&2
    exit 1
}

step=0
next_step() { # next_step JAPANESE ENGLISH: which step of how many begins
    step=$((step + 1))
    say "［$step/$STEPS］$1" "[$step/$STEPS] $2"
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
    say "  インストールします: $*" "  Installing: $*"
    root+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0)
    for package in "$@"; do # package lists are fetched only where they are missing
        if ! apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]'; then
            "${root[@]}" update || true # a list that cannot be renewed shows below, where it matters
            break
        fi
    done
    "${root[@]}" install -y --no-install-recommends "$@" >/dev/null ||
        { "${root[@]}" update && "${root[@]}" install -y --no-install-recommends "$@" >/dev/null; } || # lists were stale
        fail "パッケージをインストールできませんでした。次のコマンドを手動で実行してください: $command
庁内や社内のプロキシーを通すときは、先に /etc/apt/apt.conf.d/95proxy というファイルに次の2行を書きます（アドレスは情報システムの担当に尋ねてください）:
  Acquire::http::Proxy \"http://プロキシーのアドレス:ポート\";
  Acquire::https::Proxy \"http://プロキシーのアドレス:ポート\";" \
             "The packages could not be installed. Run this by hand: $command
Behind a proxy, first write these two lines into /etc/apt/apt.conf.d/95proxy (ask your IT department for the address):
  Acquire::http::Proxy \"http://PROXY:PORT\";
  Acquire::https::Proxy \"http://PROXY:PORT\";"
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
        say "  仮想環境を作成します。" "  Making it."
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
}

scope() { # which part of the lock is wanted: all of it, or what reading papers needs; what was chosen once stays
    if [[ -n ${OCR_INTAKE_ALL:-}${OCR_INTAKE_TESTS:-} || ($(cat "$STAMP" 2>/dev/null) == all*) ]]; then echo all; else echo small; fi
}

install_locked() { # exactly what the lock says, each file checked against its hash; the project itself in place
    local wanted locked=requirements.lock
    wanted="$(scope) $(cat requirements.lock pyproject.toml ocr_intake/__init__.py scripts/setup.sh | sha256sum)"
    [[ -f $STAMP && $(<"$STAMP") == "$wanted" ]] && return
    if [[ $wanted == small* ]]; then
        locked=$VENV/requirements.txt
        sed "/^$REST/,\$d" requirements.lock >"$locked"
    fi
    say "  インストールします（$(grep -c '^[A-Za-z0-9]' "$locked")個）。" "  Installing $(grep -c '^[A-Za-z0-9]' "$locked") of them."
    pip_install "$(grep -c '^[A-Za-z0-9]' "$locked")" \
        --no-deps --require-hashes --only-binary :all: --requirement "$locked"
    pip_install 0 --no-deps --no-build-isolation --editable .
    "$VENV/bin/python" -m pip --disable-pip-version-check check >/dev/null
    printf '%s' "$wanted" >"$STAMP"
}

pip_install() { # pip_install COUNT WORD...: run pip, tell how far it is, and say what can be done where it fails
    local count=$1 log=$VENV/setup.log
    shift
    if ! "$VENV/bin/python" -m pip --disable-pip-version-check --no-input install --progress-bar off "$@" 2>&1 |
        tee "$log" | progress "$count"; then
        explain "$log"
    fi
}

progress() { # progress COUNT: of what pip says, how many packages it has come to; only where somebody watches
    local line seen=0
    while IFS= read -r line; do
        [[ -t 1 && $1 -gt 0 && $line == *'(from -r '* ]] || continue
        seen=$((seen + 1)) line=${line#* } line=${line%% *}
        printf '\r\033[K  %d/%d %s' "$seen" "$1" "${line##*/}"
    done
    [[ $seen -eq 0 ]] || printf '\r\033[K'
}

explain() { # explain LOG: stop, saying why pip failed and what the person can do
    local log=$1
    grep -E '^(ERROR|error)' "$log" | tail -n 3 >&2 || true
    if grep -qiE 'certificate.verify.failed|SSLCertVerificationError|self.signed certificate|unable to get local issuer' "$log"; then
        fail "ライブラリを取得できませんでした。通信を検査する装置（TLS を復号するプロキシー）の証明書を、Python が知りません。
情報システムの担当から、庁内や社内の認証局（CA）の証明書のファイル（PEM 形式）を受け取り、次のどちらかをしてから、もう一度実行してください。
  今回だけ使う:      export PIP_CERT=/証明書の場所/ca.pem REQUESTS_CA_BUNDLE=/証明書の場所/ca.pem
  これからも使う:    python3 -m pip config set global.cert /証明書の場所/ca.pem
                     （pip がないときは: $VENV/bin/python -m pip config set global.cert /証明書の場所/ca.pem）
apt でも同じ誤りが出るときは、証明書を /usr/local/share/ca-certificates/ に .crt という名前で置き、sudo update-ca-certificates を実行します。
証明書の確認を省く設定（--trusted-host など）は、使わないでください。" \
             "The libraries could not be fetched: Python does not know the certificate of the proxy that inspects TLS here.
Ask your IT department for its CA certificate (PEM), do one of these, and run this again.
  for this time:     export PIP_CERT=/where/it/is/ca.pem REQUESTS_CA_BUNDLE=/where/it/is/ca.pem
  from now on:       python3 -m pip config set global.cert /where/it/is/ca.pem
                     (where there is no pip: $VENV/bin/python -m pip config set global.cert /where/it/is/ca.pem)
If apt fails alike, put the certificate into /usr/local/share/ca-certificates/ as .crt and run sudo update-ca-certificates.
Please do not switch the check of certificates off (--trusted-host)."
    fi
    if grep -qiE 'ProxyError|Tunnel connection failed|407 Proxy|Cannot connect to proxy' "$log"; then
        fail "プロキシーにつながらず、ライブラリを取得できませんでした。プロキシーのアドレスを情報システムの担当に尋ね、次のように指定してから、もう一度実行してください。
  export HTTPS_PROXY=http://プロキシーのアドレス:ポート HTTP_PROXY=http://プロキシーのアドレス:ポート" \
             "The libraries could not be fetched: the proxy was not reached. Ask your IT department for its address, and run this again after
  export HTTPS_PROXY=http://PROXY:PORT HTTP_PROXY=http://PROXY:PORT"
    fi
    if grep -qiE 'name resolution|NewConnectionError|ConnectTimeout|Network is unreachable|Connection refused|No address associated' "$log"; then
        fail "インターネットにつながらず、ライブラリを取得できませんでした。接続を確かめ、プロキシーを通すときは次のように指定してから、もう一度実行してください。
  export HTTPS_PROXY=http://プロキシーのアドレス:ポート HTTP_PROXY=http://プロキシーのアドレス:ポート" \
             "The libraries could not be fetched: there is no connection to the internet. Check it, and behind a proxy run this again after
  export HTTPS_PROXY=http://PROXY:PORT HTTP_PROXY=http://PROXY:PORT"
    fi
    fail "ライブラリをインストールできませんでした。詳しくは $log にあります。" \
         "The libraries could not be installed. $log tells more."
}

main() {
    local python packages
    python=$(find_python)
    next_step "システムのパッケージを確かめます。" "Looking for system packages."
    packages=$(missing_packages "$python")
    # shellcheck disable=SC2086  # one word a package
    [[ -z $packages ]] || install_packages $packages
    next_step "Python の仮想環境（$VENV）を確かめます。" "Looking for the virtual environment ($VENV)."
    make_environment "$python"
    next_step "ライブラリを確かめます（初回は数分かかります）。" "Looking for the libraries (the first time takes some minutes)."
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
