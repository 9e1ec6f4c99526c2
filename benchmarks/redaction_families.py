# ruff: noqa: INP001 - a script's helper, imported by scripts alone
"""How people put personal data into an opinion: families of phrasing to tune on, and whole families left out of that.

A frame holds ``⟦kind|slot⟧``: what is planted as which kind, and what fills it; ``{slot}`` fills without planting.
Kinds beginning with ``own`` are the submitter's, the others somebody else's.
"""

from __future__ import annotations

from typing import Final

TUNED: Final[dict[str, tuple[str, ...]]] = {
    "introduction": (
        "私、⟦own name|name⟧は、この地区に住んでいます。",
        "私は⟦own name|name⟧です。",
        "⟦own family|family⟧と申します。",
        "わたくし⟦own reading|reading⟧が申し上げます。",
        "私たち⟦own organization|organization⟧としての意見です。",
        "私の家は{town}⟦own address|lot⟧にあります。",
    ),
    "contact": (
        "ご連絡は⟦own phone|phone⟧へお願いします。",
        "返事は⟦email|email⟧にください。",
        "〒⟦own postal_code|postal_code⟧から送ります。",
        "個人番号は⟦my_number|my_number⟧です。",
        "電話（⟦phone|other_phone⟧）で聞いてみてください。",
    ),
    "signature": (
        "\n{date}\n{town}⟦own address|lot⟧\n⟦own name|name⟧",
        "\n⟦own name|name⟧より",
        "\n敬具\n{date}\n　　⟦own name|name⟧　㊞",
        "\n以上\n{town}⟦own address|lot⟧　⟦own name|name⟧",
    ),
    "somebody": (
        "隣の⟦name|other_family⟧さんも困っています。",
        "民生委員の⟦name|other_name⟧さんに相談しました。",
        "{other_town}⟦address|other_lot⟧の家が空き家になっています。",
        "班長の⟦name|other_family⟧さん（⟦phone|other_phone⟧）が知っています。",
        "⟦name|other_name⟧氏の話では、去年も同じことがありました。",
    ),
    "noise": (
        "以上、⟦own name|noisy_name⟧の意見です。",
        "連絡先は⟦own phone|noisy_phone⟧です。",
        "私たち⟦own organization|noisy_organization⟧は反対です。",
    ),
    "bracketed": (
        "（{city}・⟦own name|name⟧・六十代）",
        "（⟦own name|name⟧、電話⟦own phone|phone⟧）",
        "【⟦own organization|organization⟧　事務局】",
        "（文責：⟦name|other_name⟧）",
        "※お問い合わせは事務局⟦name|other_family⟧まで（⟦phone|other_phone⟧）",
    ),
    "letterhead": (
        "^市長様\n{town}⟦own address|lot⟧の⟦own name|name⟧でございます。\n",
        "^氏名：⟦own name|name⟧\n住所：{town}⟦own address|lot⟧\n電話：⟦own phone|phone⟧\n",
        "^⟦own organization|organization⟧会員の⟦own family|family⟧です。\n",
        "^お名前　⟦name|other_name⟧\nご住所　{other_town}⟦address|other_lot⟧\nＴＥＬ　⟦phone|other_phone⟧\n",
    ),
    "postscript": (
        "\n追伸　返信は⟦own postal_code|postal_code⟧ {town}⟦own address|lot⟧ ⟦own name|name⟧宛てにお願いいたします。",
        "\nメール：⟦email|email⟧　携帯：⟦own phone|bare_phone⟧",
        "\nなお、マイナンバーは⟦my_number|my_number⟧、保険証は別に送ります。",
        "\n{date}　⟦own name|name⟧拝",
        "\n記入者　⟦own reading|reading⟧",
    ),
    "neighbourhood": (
        "うちの裏の⟦name|other_family⟧様のお宅（{other_town}⟦address|other_lot⟧）の木が道に出ています。",
        "⟦name|other_name⟧君が通う学校では、毎朝当番が立っています。",
        "亡くなった⟦name|other_name⟧さんの土地、{other_town}⟦address|other_lot⟧を公園にしてはどうですか。",
        "担当の⟦name|other_family⟧係長に電話（⟦phone|other_phone⟧）したら断られました。",
        "大家は⟦name|other_family⟧さんといい、{other_town}⟦address|other_lot⟧に住んでいます。",
    ),
    "broken": (
        "賛成します。⟦own name|broken_name⟧",
        "住まいは{town}⟦own address|broken_lot⟧で、バスがありません。",
        "電話番号は⟦own phone|broken_phone⟧です。",
        "連絡は⟦own phone|kanji_phone⟧まで。",
    ),
    "misread": (
        "^⟦own name|noisy_name⟧と申す者です。",
        "\n⟦own organization|noisy_organization⟧　会員一同",
        "折り返し⟦own phone|noisy_phone⟧にかけてください。",
    ),
    "as told": (
        "申し遅れましたが、⟦own name|name⟧と申しまして、長くここで暮らしています。",
        "⟦own organization|organization⟧を代表して一言申し上げます。",
        "当方⟦own address|lot⟧（{town}）の住民です。",
        "八十を過ぎた⟦own name|name⟧、一市民としてお願いします。",
    ),
    "slip": (
        "\n－－－\n⟦own name|name⟧（{town}⟦own address|lot⟧）　電話 ⟦own phone|phone⟧",
        "\n〒⟦own postal_code|postal_code⟧　{town}⟦own address|lot⟧\n　⟦own organization|organization⟧",
        "\n{date}　{city}　⟦own name|name⟧",
        "^件名　計画について\n差出人　⟦own name|name⟧ <⟦email|email⟧>\n",
    ),
    "report": (
        "先日、{other_town}⟦address|other_lot⟧付近で事故があり、⟦name|other_name⟧さんが骨折しました。",
        "去年から⟦name|other_name⟧先生に診てもらっていますが、遠くて通えません。",
        "⟦name|other_family⟧さんのご主人（⟦name|other_name⟧様）は車がありません。",
        "町内会の名簿には⟦name|other_name⟧様、{other_town}⟦address|other_lot⟧、⟦phone|other_phone⟧とあります。",
        "問い合わせ先はセンターの⟦name|other_name⟧所長、⟦phone|other_phone⟧か⟦email|email⟧です。",
    ),
    "slipped in": (
        "返信用封筒の宛名は⟦own name|broken_name⟧でお願いします。",
        "自宅（⟦own phone|bare_phone⟧）は日中留守です。",
        "ＦＡＸ⟦own phone|phone⟧　こちらへ返事を。",
        "番号（⟦my_number|my_number⟧）も書いておきます。",
        "⟦own organization|noisy_organization⟧の者です。",
        "署名：⟦own name|noisy_name⟧",
    ),
}

LEFT_OUT: Final[dict[str, tuple[str, ...]]] = {
    "petition": (
        "^{date}\n{city}長殿\n　　　　　　　　　　{town}⟦own address|lot⟧\n　　　　　　　　　　⟦own name|name⟧\n",
        "\n賛同者　⟦name|other_name⟧（{other_town}⟦address|other_lot⟧）",
        "\n以上、⟦own organization|organization⟧一同",
        "\n陳情者　⟦own name|name⟧　{town}⟦own address|lot⟧　℡⟦own phone|phone⟧",
    ),
    "memory": (
        "小学校の頃、⟦name|other_name⟧先生に教わったことを思い出します。",
        "去年の大雨では、{other_town}⟦address|other_lot⟧の⟦name|other_family⟧さん宅が床下まで水に浸かりました。",
        "父の⟦name|other_name⟧氏から受け継いだ畑が、計画の道路にかかります。",
        "妻も⟦own family|family⟧さんと呼ばれて長いですが、こんなことは初めてです。",
    ),
    "reply": (
        "お返事は、{town}⟦own address|lot⟧まで郵送してください。",
        "結果は⟦email|email⟧か、⟦own phone|bare_phone⟧に知らせてください。",
        "夜は⟦phone|other_phone⟧、娘の家です。",
        "送り先は〒⟦own postal_code|postal_code⟧、⟦own name|name⟧です。",
        "証明のため番号⟦my_number|my_number⟧を添えます。",
    ),
    "fax read back": (
        "⟦own name|noisy_name⟧です。先日は失礼しました。",
        "私、⟦own reading|reading⟧と申します。",
        "会社は⟦own organization|noisy_organization⟧、電話は⟦own phone|noisy_phone⟧です。",
        "名前は⟦own name|broken_name⟧、電話は⟦own phone|broken_phone⟧です。",
    ),
}

NEGATIVE: Final[tuple[str, ...]] = (
    "盛岡市と滝沢市の境の道が狭い。",
    "内丸の広場と大通三丁目の歩道を広くしてください。",
    "中央公園から駅まで1,200メートル、徒歩で15分かかります。",
    "市長は公約を守ってほしい。副市長の説明も聞きたい。",
    "県知事と市議会議員の皆さんに読んでいただきたいです。",
    "お医者さんと看護師さんが足りません。",
    "子どもたちとお母さん、お父さん、おじいちゃんが集まる場所がほしい。",
    "町内会長さんの負担が大きすぎます。",
    "石川町から千葉方面へ行くバスを増やしてください。",
    "計画案の12ページ、3-2-1の表に誤りがあります。",
    "令和3年4月1日から9時～17時まで、0120の窓口は混んでいます。",
    "第2次総合計画の第3章第4節について意見を述べます。",
    "業者さんも職員さんもお客さんも困っています。",
    "高橋工務店や佐藤菓子店のような古い店を残したい。",
    "山田線と田沢湖線の本数が減りました。",
    "人口は298,348人、世帯数は134,567です。",
    "123456789012という番号は例です。",
    "岩手公園の桜は秋田さくら通りより見事です。",
    "学校の先生方と生徒さんの意見を聞いてください。",
    "松園1丁目から3丁目までの街灯が暗い。",
    "皆様のご意見を募集します、とありますが期間が短い。",
    "予算は3億5,000万円、5年で15億円になります。",
    "小林一茶の句碑の前の道が荒れています。",
    "宮沢賢治と石川啄木の記念館を一つにしてはどうか。",
    "伊達政宗や南部信直の時代からの町並みです。",
    "本州、四国、九州の各市の例を調べてください。",
    "令和4年の第12回審議会の資料3-1によれば、待機児童は20人です。",
    "国道4号と46号の交差点で事故が多い。",
    "青山、緑が丘、みたけの三地区に図書館がありません。",
    "以上、よろしくお願いします。\n盛岡の未来のために",
    "公民館（旧市役所）の耐震工事を。\n賛成です",
    "意見は以上です。\n令和3年9月10日",
)
"""Places, people of history, offices, and citizens' talk: nothing in them is personal data of a living person."""
