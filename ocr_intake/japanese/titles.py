"""What stands around a person's name: titles, honorifics, the mark of a seal, the name's reading in brackets."""

from __future__ import annotations

import re

from ocr_intake.japanese.text import clean

_TITLES = """
    会社員 公務員 団体職員 団体役員 自営業 農業 主婦 無職 学生 大学生 大学院生 高校生
    代表取締役社長 代表取締役会長 代表取締役専務 代表取締役 取締役社長 取締役会長 取締役 執行役員 代表執行役
    代表社員 業務執行社員 社員 代表理事 専務理事 常務理事 副理事長 理事長 理事 監事 代表世話人 世話人代表 世話人
    代表幹事 幹事長 幹事 代表委員 実行委員長 副委員長 委員長 委員 事務局長 事務局次長 事務局 事務長 支部長 本部長
    支店長 支社長 所長 店長 工場長 営業所長 センター長 施設長 院長 園長 校長 教頭 副校長 学長 総長 学部長 研究科長
    名誉教授 特任教授 客員教授 准教授 教授 講師 助教 学生代表 ゼミ長 学園長 塾長 室長 館長 住職 宮司 牧師 団長
    副団長 分団長 隊長 班長 組長 組合長 副組合長 書記長 中央執行委員長 執行委員長 議長 副会長 名誉会長 会長代理
    会長代行 会長 会頭 副会頭 町内会長 自治会長 連合会長 区長 行政区長 部会長 青年部長 女性部長 婦人部長 部長 副部長
    次長 課長 係長 主任 主査 主宰 主催 社長 副社長 専務 常務 支配人 店主 代表者 共同代表 副代表 代表 責任者 管理者
    担当者 担当 顧問 相談役 会計 書記 総務 オーナー リーダー キャプテン プロデューサー ディレクター マネージャー
    弁護士 税理士 行政書士 司法書士 医師 博士 工学博士 建築士
"""
_HONORIFICS = ("様方", "樣", "様", "殿", "さん", "さま", "先生", "氏", "君")
_SPACED_TITLE = "|".join(r"\s?".join(title) for title in sorted(_TITLES.split(), key=len, reverse=True))
_LEADING = re.compile(
    rf"^\s*[(（\[【〔「]?\s*(?P<title>(?:(?:副|前|元|現|初代|第?[0-9一二三四五六七八九十]+代)\s?)?(?:{_SPACED_TITLE})(?:代理|代行|補佐)?"
    rf"(?:\s*[・/／兼]\s*(?:{_SPACED_TITLE}))?)\s*[)）\]】〕」]?(?:\s*[:：]\s*|\s+|(?=[^\s長]))"
)
_TRAILING = re.compile(rf"(?:\s+|[(（])(?P<title>{_SPACED_TITLE})[)）]?\s*$")
_SEAL = re.compile(
    r"(?:\s*(?:[㊞印⑪㊥㊐㊑㊒㊓㊔㊕㊖㊗㊘㊙]|[(（〔\[]\s*(?:自署|署名|記名押印|押印|捺印|実印|認印|印|ED|即|卯)?\s*[)）〕\]])|\s+[即卯邱仰卸回囗@◎○〇])+\s*$"
)
_READING = re.compile(r"[(（]\s*[\u3041-\u30ff\s・]+[)）]")
_LABEL = re.compile(
    r"^\s*[\[［【〔「(（|｜]*\s*(?:"
    r"(?:(?:ご|お|御)?\s?(?:氏\s*名|名\s*前|芳\s*名)|(?:代\s*表\s*者|担\s*当\s*者|提\s*出\s*者|記\s*入\s*者)\s*の?\s*氏?\s*名|フリガナ|ふりがな)"
    r"\s*[\]］】〕」)）|｜]*\s*[:：]?\s*"
    r"|(?:代\s*表\s*者|担\s*当\s*者|提\s*出\s*者|記\s*入\s*者)\s*(?:[\]］】〕」)）|｜]+\s*[:：]?\s*|[:：]\s*|\s+)"
    r")(?=\S)"
)


def split_title(text: str) -> tuple[str, str]:
    """A person's title and the name without it: '会長　野崎 芳枝' is ('会長', '野崎 芳枝').

    The title is empty where there is none. Honorifics, seals, readings in brackets and labels are dropped.
    """
    name = _LABEL.sub("", clean(text).strip())
    name = without_seal(name)
    title = ""
    leading = _LEADING.match(name)
    if leading and name[leading.end() :].strip():
        title = "".join(leading["title"].split())
        name = name[leading.end() :]
    else:
        trailing = _TRAILING.search(name)
        if trailing and name[: trailing.start()].strip():
            title = "".join(trailing["title"].split())
            name = name[: trailing.start()]
    return title, without_honorific(without_seal(_READING.sub("", name).strip()))


def without_seal(text: str) -> str:
    """A name without ㊞, 印, empty brackets and what readers make of them at its end."""
    found = _SEAL.sub("", text)
    return (found if found.strip() else text).strip()


def without_honorific(text: str) -> str:
    """A name without 様, 殿 and the like at its end; 氏 and 君 only after a space, since names end in them."""
    name = text.strip()
    for honorific in _HONORIFICS:
        bare = name.removesuffix(honorific)
        if bare != name and len(bare.strip()) >= 2 and (honorific not in {"氏", "君"} or bare[-1].isspace()):
            return bare.strip()
    return name
