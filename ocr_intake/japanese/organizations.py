"""Organisations by the words their names are made of: legal forms, kinds of association, institutions, businesses."""

from __future__ import annotations

import re
import unicodedata

from ocr_intake.japanese.text import clean, squeeze

_LEGAL = """
    株式会社 有限会社 合同会社 合名会社 合資会社 相互会社 一般社団法人 公益社団法人 社団法人 一般財団法人
    公益財団法人 財団法人 特定非営利活動法人 NPO法人 認定NPO法人 社会福祉法人 学校法人 医療法人 医療法人社団
    宗教法人 農事組合法人 管理組合法人 独立行政法人 国立大学法人 公立大学法人 地方独立行政法人 弁護士法人 税理士法人
    司法書士法人 行政書士法人 監査法人 有限責任事業組合 協同組合 生活協同組合 農業協同組合 森林組合 漁業協同組合
    事業協同組合 企業組合 商店街振興組合 土地改良区
"""
_SHORT_LEGAL = re.compile(
    r"^[(（]?(?:株|有|合|同|社|財|一社|一財|公社|公財|特非|福|学|医|NPO)[)）]|[(（](?:株|有|合|同|社|財|特非)[)）]$|[㈱㈲㈳㈶]"
)
_ENDINGS = """
    の会 を考える会 を守る会 友の会 県民の会 市民の会 町民の会 住民の会 父母の会 親の会 家族会 連合会 連盟 同盟 協会
    協議会 懇談会 懇話会 振興会 推進会 研究会 勉強会 学習会 後援会 保存会 愛好会 同好会 同窓会 校友会 父母会
    保護者会 育成会 子ども会 子供会 町内会 町会 自治会 自治振興会 行政区 部落会 区会 婦人会 女性会 老人クラブ 長寿会
    敬老会 商工会 商工会議所 青年会議所 商店会 商店街 観光協会 体育協会 スポーツ協会 文化協会 医師会 歯科医師会
    薬剤師会 看護協会 弁護士会 司法書士会 行政書士会 建築士会 労働組合 労組 職員組合 教職員組合 組合連合会 組合
    ユニオン 連合 農協 漁協 生協 JA 支部 本部 分会 支店 営業所 事業所 事務所 出張所 工場 本店 商店 商会 商事 製作所
    工業 工業所 製造所 印刷 印刷所 建設 工務店 設計 設計室 建築事務所 不動産 運輸 運送 交通 電気 電機 電工 産業 物産
    食品 水産 農園 農場 牧場 果樹園 酒造 酒店 書店 文具店 青果 青果店 鮮魚店 精肉店 食堂 旅館 ホテル 美容室 理容
    理容所 薬局 薬店 医院 病院 診療所 クリニック 歯科 歯科医院 接骨院 整骨院 治療院 保育園 保育所 幼稚園 こども園
    小学校 中学校 高等学校 高校 高専 専門学校 専修学校 短期大学 大学 大学院 学園 学院 研究室 研究所 研究科
    研究センター ゼミ ゼミナール 学部 学科 学生会 生徒会 自治体 PTA 委員会 実行委員会 準備委員会 推進委員会
    運営委員会 審議会 検討会 消防団 分団 自主防災会 自主防災組織 防犯協会 交通安全協会 交通安全母の会 民生委員
    社会福祉協議会 社協 福祉会 福祉事業団 作業所 デイサービス デイサービスセンター 老人ホーム 特別養護老人ホーム
    ケアセンター 支援センター センター ステーション 公民館 図書館 博物館 美術館 体育館 会館 児童館 学童クラブ クラブ
    サークル グループ チーム ネットワーク ネット フォーラム プロジェクト ワーキンググループ 研究グループ 有志
    有志一同 一同 有志の会 市民会議 県民会議 会議 市議団 県議団 議員団 会派 政党 党 労連 総連 連絡会 連絡協議会
    連絡会議 期成同盟会 対策会議 対策協議会 促進協議会 協働体 共同体 機構 財団 基金 公社 公団 銀行 信用金庫 信用組合
    保険 証券 郵便局 寺 院 神社 教会 会社 工房 アトリエ スタジオ カンパニー コーポレーション システム システムズ
    ソリューション ソリューションズ サービス サポート デザイン ラボ ファーム プランニング コンサルタント
    コンサルティング プリント メディア テック テクノロジー 通信 情報 放送 新聞社 出版 出版社 編集室 舎 社 屋 堂 亭
    園 塾 教室 スクール アカデミー 団 隊 楽団 合唱団 劇団 連 講 座 の輪 ひろば 広場 倶楽部 結の会 農業者 生産組合
    生産部会 部会 青年部 女性部 婦人部 壮年部 学区 課 係 局
"""
_WEAK = """
    連 講 座 課 係 局 党 団 隊 舎 社 屋 堂 亭 園 寺 院 情報 通信 保険 サービス サポート デザイン システム メディア
    ネット 連合 有志 一同 印刷 建設 設計 交通 電気 産業 食品 水産 会議 センター チーム 学部 学科 商店 会館 クラブ
    図書館 病院 大学 高校 学校 市民 広場 ひろば ホテル 歯科 大学院
"""
"""Words that as often end something else: alone they say little, and nothing at all in a sentence."""
_ANYWHERE = re.compile(
    "|".join(
        re.escape(word)
        for word in sorted(
            (*_LEGAL.split(), "ゼミナール", "実行委員会", "連合会", "協議会", "労働組合", "商工会", "大学"),
            key=len,
            reverse=True,
        )
    )
)
_ENDING = re.compile(
    "(?:" + "|".join(re.escape(word) for word in sorted(_ENDINGS.split(), key=len, reverse=True)) + ")$"
)
_NUMBERED = re.compile(r"(?<=[^\d月年度第])[0-9]{1,4}$")
"""The number at the end of a name: まちづくりフォーラム21, サークル2030."""
_KIND = re.compile(
    "サークル|グループ|クラブ|研究会|市民の会|友の会|を守る会|ユニオン|ネットワーク|プロジェクト|実行委|センター|作業所|ホーム|ステーション"
)
_GENERIC_END = re.compile(r"[\u3041-\u30ff\u3005-\u3007\u4e00-\u9fffA-Za-z0-9]{2,}会$")
_SENTENCE = re.compile(
    r"[。、,！？!?]|です|ます|ました|ません|ください|下さい|である|について|に関する|に対する|(?:すること|すべき|れる|った|ない|たい|して|から|まで|ので|では|には|とは|への)$"
)
_NOT_NAMES = re.compile(
    r"^(?:氏名|団体名|法人名|名称|住所|所在地|電話|連絡先|意見|件名|題名|資料|該当|ページ|頁|項目|提出|担当|問い?合わせ|あて先|宛先|盛岡市長|市長|FAX|TEL)"
)
_MOST = 40


def organization_likelihood(text: str) -> float:
    """How much a text looks like an organisation's whole name, 0 to 1; ordered like a probability, none itself."""
    name = unicodedata.normalize("NFKC", squeeze(clean(text))).strip(" 　・:：")
    plain = "".join(name.split())
    if len(plain) < 2 or len(plain) > _MOST or _NOT_NAMES.match(plain):
        return 0.0
    score = _by_words(plain)
    parts = name.split()
    if len(parts) > 1:
        score = max([score, *(0.95 * _by_words(part) for part in parts if len(part) > 2)])
    if re.search("を|は[^ぁ-ん]|から", plain) and not plain.endswith("会"):
        score -= 0.3
    if _SENTENCE.search(plain) and not _LEGAL_START.match(plain):
        score -= 0.5
    if re.search(r"[0-9]{3,}", _NUMBERED.sub("", plain)):
        score -= 0.3
    return max(0.0, min(1.0, score))


_LEGAL_START = re.compile("|".join(re.escape(word) for word in sorted(_LEGAL.split(), key=len, reverse=True)))


def _by_words(name: str) -> float:
    bare = re.sub(r"[「」『』\"“”]", "", name)
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", bare) or bare
    bare = with_legal_form(bare)
    if _SHORT_LEGAL.search(name) or _LEGAL_START.match(bare) or any(bare.endswith(word) for word in _LEGAL.split()):
        return 0.98 if len(bare) > 4 else 0.6
    ending = _ENDING.search(_NUMBERED.sub("", bare))
    score = 0.0
    if ending:
        before = ending.start()
        strong = ending[0] not in _WEAK.split()
        score = (0.92 if strong else 0.55) if before >= 2 else (0.5 if strong and before else 0.3)
        if not strong and before >= 4:
            score = 0.7
    elif _GENERIC_END.search(bare) and len(bare) >= 4:
        score = 0.75
    if _ANYWHERE.search(bare) and len(bare) >= 5:
        score = max(score, 0.85)
    elif _KIND.search(bare) and len(bare) >= 5:
        score = max(score, 0.65)
    if "「" in name and score:
        score = min(1.0, score + 0.05)
    return score


_LEGAL_HEAD = tuple(sorted((form for form in _LEGAL.split() if len(form) >= 4), key=len, reverse=True))


LEGAL_FORMS = (*_LEGAL_HEAD, "NPO法人", "認定NPO法人", "㈱", "㈲")
"""Legal forms that a name begins or ends with, where one character of them may be misread."""
KINDS = tuple(word for word in _ENDINGS.split() if len(word) >= 3)
"""Words that a name ends with."""
_LABEL_ENDS = ("法人名", "団体名", "組織名", "会社名", "事業所名", "グループ名", "名称", "法人・団体名")


def ends_label(before: str, head: str) -> bool:
    """Whether the head of a text is the end of a label that the line before it begins: 団体 | 名."""
    begun = "".join(before.split())
    return any(label.endswith(head) and begun.endswith(label.removesuffix(head)) for label in _LABEL_ENDS if begun)


def with_legal_form(name: str) -> str:
    """A name with the legal form that it begins or ends with, where one character of that was misread (行限会社)."""
    for form in _LEGAL_HEAD:
        head, tail = name[: len(form)], name[-len(form) :]
        if len(name) > len(form) + 1 and _one_off(head, form):
            return form + name[len(form) :]
        if len(name) > len(form) + 1 and _one_off(tail, form):
            return name[: -len(form)] + form
    return name


def _one_off(read: str, form: str) -> bool:
    return len(read) == len(form) and sum(a != b for a, b in zip(read, form, strict=True)) == 1
