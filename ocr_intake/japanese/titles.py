"""What stands around a person's name: titles and honorifics."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    市民 一市民 住民 一住民 匿名希望 家元 発起人 会員 女将 統括責任者
    弁護士 税理士 行政書士 司法書士 医師 博士 工学博士 建築士
"""
_HONORIFICS = ("様方", "樣", "様", "殿", "さん", "さま", "先生", "氏", "君")


def title_at_head(text: str, before: str = "") -> Iterator[tuple[int, bool]]:
    """Lengths of what may be a title, or the end of one or of a label, at the head of a text, and whether it is whole.

    '会長 野崎' has a title of 2 characters, '役 野崎' the end of one; which is whole with 取締 on the line ``before``.
    """
    begun = "".join(before.split())[-_LONGEST_TITLE:]
    for length in range(1, min(len(text), _LONGEST_TITLE)):
        head = "".join(text[:length].split())
        if not text[length - 1].isspace() and head in _title_ends():
            known = {*_title_set(), *_LABELS}
            yield length, head in known or any((begun[i:] + head) in known for i in range(len(begun)))


def title_at_end(text: str) -> Iterator[int]:
    """Lengths of what may be a title or an honorific at the end of a text: 様, さん, 会長 behind a gap."""
    for honorific in _HONORIFICS:
        if text.endswith(honorific) and len(text) > len(honorific):
            yield len(honorific)
    for length in range(2, min(len(text) - 1, _LONGEST_TITLE)):
        if text[-length - 1].isspace() and text[-length:] in _title_set():
            yield length


_LONGEST_TITLE = 12
_LABELS = ("氏名", "お名前", "名前", "代表者氏名", "代表者名", "提出者", "記入者", "署名", "ふりがな", "フリガナ")


@cache
def _title_set() -> frozenset[str]:
    return frozenset(_TITLES.split())


@cache
def _title_ends() -> frozenset[str]:
    """Titles, words of labels, and all that may be left of their ends."""
    return frozenset(word[start:] for word in (*_TITLES.split(), *_LABELS) for start in range(len(word)))
