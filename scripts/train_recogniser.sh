#!/usr/bin/env bash
# Makes the recogniser's weights that the program ships with: fetches pen strokes and fonts, writes lines by the ten
# thousand and cuts them out as the program does, trains several times, averages, writes ONNX, and prints figures on
# faces that were never trained on.
#
#   scripts/train_recogniser.sh [--lines 60000] [--epochs 0.55] [--seeds "1 2 3"] [--strokes FOLDER]
#
#   --lines     how many lines are written
#   --epochs    how many of them each training sees, in an order of its own
#   --seeds     one training each; two run at a time
#   --strokes   a folder that already has the collections of strokes (subfolders strokes_tomoe_data, strokes_kanjicanvas)
#
# Needs the extra `training` of pyproject.toml (torch for the processor is enough); it is installed where it is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON=.venv/bin/python
readonly WORK=${OCR_INTAKE_TRAINING:-build/recogniser}
readonly KANJIVG=20260714
readonly YOMOGI=https://registry.npmjs.org/@expo-google-fonts/yomogi/-/yomogi-0.4.1.tgz
readonly YOMOGI_SHA1=ee025faad8ef85eec0d12d65a582e6715f02b3f0
readonly TOMOE=https://github.com/hiroyuki-komatsu/tomoe_data/archive/eb972ca.tar.gz
readonly KANJICANVAS=https://github.com/asdfjkl/kanjicanvas/archive/a921410.tar.gz

lines=60000 epochs=0.55 seeds="1 2 3" strokes=
while (($#)); do
    case $1 in
    --lines) lines=$2 ;;
    --epochs) epochs=$2 ;;
    --seeds) seeds=$2 ;;
    --strokes) strokes=$2 ;;
    *) echo "unknown: $1" >&2 && exit 2 ;;
    esac
    shift 2
done

missing=()
for package in $("$PYTHON" -m training.fonts) mecab-ipadic; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if ((${#missing[@]})); then
    root=()
    [[ $(id -u) -eq 0 ]] || root=(sudo)
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"
fi
"$PYTHON" -c 'import onnx, torch' 2>/dev/null ||
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --editable '.[training]'

mkdir -p "$WORK/fonts" "$WORK/strokes" "$WORK/downloads"
if [[ ! -d $WORK/strokes/kanji ]]; then
    "$PYTHON" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$WORK/downloads" "kanjivg==$KANJIVG"
    "$PYTHON" -m zipfile -e "$WORK/downloads"/kanjivg-*.whl "$WORK/strokes"
fi
if [[ ! -f $WORK/fonts/Yomogi_400Regular.ttf ]]; then
    curl --fail --silent --show-error --location --output "$WORK/downloads/yomogi.tgz" "$YOMOGI"
    sha1sum --check --quiet <<<"$YOMOGI_SHA1  $WORK/downloads/yomogi.tgz"
    tar --extract --gzip --file "$WORK/downloads/yomogi.tgz" --directory "$WORK/fonts" --strip-components=2 \
        package/400Regular/Yomogi_400Regular.ttf
fi
if [[ -z $strokes ]]; then
    strokes=$WORK/strokes
    for source in "$TOMOE" "$KANJICANVAS"; do
        name=strokes_$(basename "$(dirname "$(dirname "$source")")")
        [[ -d $WORK/strokes/$name ]] && continue
        curl --fail --silent --show-error --location --output "$WORK/downloads/$name.tar.gz" "$source"
        mkdir "$WORK/strokes/$name"
        tar --extract --gzip --file "$WORK/downloads/$name.tar.gz" --directory "$WORK/strokes/$name" --strip-components=1
    done
else
    strokes="$strokes $WORK/strokes"
fi

# shellcheck disable=SC2206 # several folders, several seeds
folders=($strokes) numbers=($seeds)
"$PYTHON" -m training.recogniser.make "$WORK/held-out" --lines 2000 --seed 900 --held-out
"$PYTHON" -m training.recogniser.make "$WORK/lines" --lines "$lines" --seed 1 \
    --strokes "${folders[@]}" --fonts "$WORK/fonts"
trained=()
for seed in "${numbers[@]}"; do
    while (($(jobs -rp | wc -l) >= 2)); do wait -n; done
    "$PYTHON" -m training.recogniser.train "$WORK/weights-$seed.pt" "$WORK"/lines/*.npz \
        --seed "$seed" --epochs "$epochs" &
    trained+=("$WORK/weights-$seed.pt")
done
while (($(jobs -rp | wc -l))); do wait -n; done
"$PYTHON" -m training.recogniser.export ocr_intake/readers/data/recogniser.onnx "${trained[@]}"
upstream=$("$PYTHON" -c 'from ocr_intake.readers.weights import RECOGNITION, shipped; print(shipped(RECOGNITION).path)')
"$PYTHON" -m training.recogniser.evaluate --shards "$WORK"/held-out/*.npz \
    --weights "$upstream" ocr_intake/readers/data/recogniser.onnx --json "$WORK/figures.json"
