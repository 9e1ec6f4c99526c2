"""What the review page asks for and gets: answers go to the rules, and nothing tells why a value is asked about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

import ocr_intake
from ocr_intake.i18n import catalogue
from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName, Flag, FlagCode
from ocr_intake.model.review import Decision
from ocr_intake.model.submission import Submission, SubmitterKind
from ocr_intake.review import Review
from ocr_intake.store import SubmissionState
from ocr_intake.web.reviewing import routes
from ocr_intake.web.site import Site
from tests.store.builders import VALUES, submission, with_doubts, workspace_with
from tests.web.site import CLERK, SUPERVISOR, hashed, signed_in, site_over

NAME, PHONE, ADDRESS, OPINION = FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS, FieldName.OPINION
TEXT: Final = "窓口の手続きをもっと簡単にしてほしい。"

Reply = dict[str, Any]


class Asking:
    """A clerk's browser on the review page, as far as JSON goes."""

    def __init__(self, site: Site, name: str = CLERK) -> None:
        self.browser: Final = signed_in(site, name)
        self.headers: Final = {**self.browser.origin, "X-CSRF-Token": self.browser.token()}
        self.last: Reply = {}

    def post(self, path: str, **body: object) -> Reply:
        response = self.browser.post(f"/api/review/{path}", json=body, headers=self.headers)
        assert response.status_code == 200, response.text
        reply: Reply = response.json()
        if reply["outcome"] == "done":
            self.last = reply
        return reply

    def next(self, **body: object) -> Reply:
        return self.post("next", **body)

    def answer(self, action: str, **body: object) -> Reply:
        return self.post("answer", question=self.number, action=action, **body)

    def visit(self, field: int | None = None) -> Reply:
        return self.post("visit", question=self.number, field=field)

    @property
    def number(self) -> int:
        number: int = self.last["screen"]["question"]["number"]
        return number

    @property
    def asked(self) -> str:
        """What is asked: the label of a value, the number of a submission, or "" for nothing."""
        screen = self.last["screen"]
        if screen["question"] is None:
            return ""
        if screen["question"]["field"] is None:
            return str(screen["submission"]["number"])
        return str(self.value["label"])

    @property
    def value(self) -> Reply:
        return self.row(self.last["screen"]["question"]["field"])

    def row(self, field: int) -> Reply:
        (row,) = [row for row in self.last["screen"]["submission"]["values"] if row["field"] == field]
        return dict(row)


@contextmanager
def over(folder: Path, *made: Submission, known: float = 0.0) -> Iterator[Site]:
    """A page over these submissions."""
    with workspace_with(folder, *made) as workspace:
        for name, role in ((CLERK, Role.CLERK), (SUPERVISOR, Role.SUPERVISOR)):
            workspace.accounts.add(name, role, hashed(), by="係員C")
        site = site_over(workspace)
        review = site.settings.review.model_copy(update={"known_answers": known})
        site.settings = site.settings.model_copy(update={"review": review})
        yield site


@pytest.fixture
def flagged(tmp_path: Path) -> Iterator[Site]:
    """Two submissions: one with two flagged values, one with nothing to look at."""
    with over(tmp_path, submission(flagged={NAME: 0.4, PHONE: 0.2}), submission()) as site:
        yield site


@pytest.fixture
def doubtful(tmp_path: Path) -> Iterator[Site]:
    with over(tmp_path, with_doubts(submission(opinions=(TEXT,)), (0, 1), (10, 10))) as site:
        yield site


def decided(site: Site, number: int = 1) -> dict[str, tuple[Decision, str | None]]:
    """What people decided on the values of a submission."""
    return {
        value.name.value: (value.verification.decision, value.value)
        for value in site.workspace.submission(number).values
        if value.verification is not None
    }


class TestAnswers:
    """Every answer does what the rules say, and brings the next question."""

    def test_from_the_worst_value_to_the_whole_and_on(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        seen = [asking.asked]
        while asking.asked:
            asking.answer("accept" if asking.last["screen"]["question"]["field"] else "accept_submission")
            seen.append(asking.asked)
        assert seen == ["電話番号", "氏名", "S0001", "S0002", ""]
        assert flagged.workspace.submission(2).state is SubmissionState.ACCEPTED
        assert asking.last["screen"]["progress"] == {"number": 2, "total": 2, "skipped": 0, "held": 0}

    def test_a_submission_with_nothing_flagged_takes_one_answer(self, tmp_path: Path) -> None:
        with over(tmp_path, submission()) as site:
            asking = Asking(site)
            asking.next()
            assert asking.answer("accept_submission")["message"] == "S0001 を確定しました。"
            assert asking.asked == ""

    def test_each_kind_of_answer(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        asking.answer("choose", choice=2)
        asking.answer("absent")
        assert decided(flagged) == {
            "phone": (Decision.CHOSEN, "019-000-0000!"),
            "name": (Decision.ABSENT, None),
        }
        address = next(row for row in asking.last["screen"]["submission"]["values"] if row["label"] == "住所")
        asking.visit(address["field"])
        asking.answer("illegible")
        assert decided(flagged)["address"][0] is Decision.ILLEGIBLE
        assert asking.row(address["field"])["illegible"]

    def test_what_was_typed_is_checked_and_unusual_is_said_once(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        refused = asking.answer("edit", text="電話")
        assert refused["outcome"] == "refused"
        assert "電話番号には" in refused["message"]
        unusual = asking.answer("edit", text="019-00")
        assert (unusual["outcome"], unusual["screen"]) == ("unusual", None)
        assert decided(flagged) == {}
        assert asking.answer("edit", text="０１９‐００", confirmed=True)["outcome"] == "done"
        assert decided(flagged)["phone"] == (Decision.EDITED, "019-00")
        row = next(row for row in asking.last["screen"]["submission"]["values"] if row["label"] == "電話番号")
        assert (row["read"], row["text"], row["state"]) == ("019-000-0000", "019-00", "decided")

    def test_doubtful_places_are_settled_together(self, doubtful: Site) -> None:
        asking = Asking(doubtful)
        question = asking.next()["screen"]["question"]
        assert [(doubt["start"], doubt["end"]) for doubt in question["doubts"]] == [(0, 1), (10, 10)]
        assert question["doubts"][0]["alternatives"] == ["鬼", ""]
        assert question["scope"] == "places"
        assert asking.value["lines"][0]["place"] == {"page": 1, "box": [0, 500, 900, 900]}
        asking.answer("settle", answers=["室", ""])
        assert decided(doubtful)["opinion"] == (Decision.EDITED, "室" + TEXT[1:])

    def test_a_settled_text_that_is_unusual_is_said_once(self, tmp_path: Path) -> None:
        with over(tmp_path, with_doubts(submission(opinions=("賛成です。",)), (2, 5))) as site:
            asking = Asking(site)
            asking.next()
            assert asking.answer("settle", answers=[""])["outcome"] == "unusual"
            asking.answer("settle", answers=[""], confirmed=True)
            assert decided(site)["opinion"] == (Decision.EDITED, "賛成")

    def test_a_text_drawn_by_lot_is_to_be_compared_as_a_whole(self, tmp_path: Path) -> None:
        made = with_doubts(submission(opinions=(TEXT,)), (0, 1))
        whole = Flag(FlagCode.WHOLE_TEXT, (("share", "0.1"),))
        fields = tuple(replace(f, flags=(*f.flags, whole)) if f.name is OPINION else f for f in made.fields)
        with over(tmp_path, replace(made, fields=fields)) as site:
            assert Asking(site).next()["screen"]["question"]["scope"] == "whole"

    def test_doubts_close_together_are_one_place(self, tmp_path: Path) -> None:
        with over(tmp_path, with_doubts(submission(opinions=(TEXT,)), (0, 1), (5, 6))) as site:
            asking = Asking(site)
            (place,) = asking.next()["screen"]["question"]["doubts"]
            assert (place["start"], place["end"], place["marks"]) == (0, 6, [[0, 1], [5, 6]])
            assert place["alternatives"][0] == "鬼" + TEXT[1:6]
            asking.answer("settle", answers=[place["alternatives"][1]])
            assert decided(site)["opinion"] == (Decision.EDITED, TEXT[:5] + "鬼" + TEXT[6:])

    def test_a_text_of_doubtful_extent_is_not_to_be_read_again(self, tmp_path: Path) -> None:
        made = with_doubts(submission(opinions=(TEXT,)))
        flags = (Flag(FlagCode.TEXT_EXTENT),)
        fields = tuple(replace(f, flags=flags) if f.name is OPINION else f for f in made.fields)
        with over(tmp_path, replace(made, fields=fields)) as site:
            question = Asking(site).next()["screen"]["question"]
            assert (question["scope"], question["doubts"]) == ("extent", [])

    def test_opinions_are_split_and_added(self, doubtful: Site) -> None:
        asking = Asking(doubtful)
        asking.next()
        asking.answer("split", parts=["一つめの意見。", "二つめの意見。"])
        asking.answer("add", text="三つめの意見。")
        texts = [opinion.value for opinion in doubtful.workspace.submission(1).opinions]
        assert texts == ["一つめの意見。", "二つめの意見。", "三つめの意見。"]
        assert [row["label"] for row in asking.last["screen"]["submission"]["values"]][-1] == "意見 3 / 3"

    def test_the_whole_is_rejected_with_a_reason_or_changes_its_kind(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        asking.visit()
        asking.answer("kind", kind="organization")
        assert flagged.workspace.submission(1).kind is SubmitterKind.ORGANIZATION
        asking.visit()
        assert asking.answer("accept_submission")["warning"], "two values wait"
        asking.visit()
        assert asking.answer("reject", text="  ")["outcome"] == "refused"
        asking.answer("reject", text="重複")
        assert flagged.workspace.submission(1).state is SubmissionState.REJECTED
        assert asking.asked == "S0002"

    def test_skipped_comes_again_when_it_is_taken_up(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        asking.answer("skip")
        assert asking.asked == "氏名"
        asking.answer("skip_submission")
        assert asking.asked == "S0002"
        asking.answer("skip")
        assert asking.asked == ""
        assert asking.last["screen"]["progress"]["skipped"] == 2
        asking.post("take-up")
        assert asking.asked == "電話番号"

    def test_every_value_in_the_order_of_the_form(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next(every=True)
        seen = []
        while asking.last["screen"]["question"]["field"]:
            seen.append(asking.asked)
            asking.answer("accept", every=True)
        assert seen == ["氏名", "法人・団体名", "代表者名", "郵便番号", "住所", "電話番号", "意見"]
        assert asking.asked == "S0001"

    def test_an_answer_to_nothing_that_is_shown_saves_nothing(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        reply = asking.post("answer", question=99, action="accept")
        assert (reply["outcome"], reply["warning"]) == ("done", True)
        assert "保存していません" in reply["message"]
        assert decided(flagged) == {}

    @pytest.mark.parametrize(
        "body",
        [
            {"action": "choose", "choice": 3},
            {"action": "settle", "answers": ["x"]},
            {"action": "split", "parts": ["一", "二"]},
            {"action": "choose", "choice": 10},
            {"action": "nothing"},
            {"action": "accept", "more": 1},
        ],
    )
    def test_what_the_page_never_sends_is_refused(self, flagged: Site, body: dict[str, object]) -> None:
        asking = Asking(flagged)
        asking.next()
        response = asking.browser.post(
            "/api/review/answer", json={"question": asking.number, **body}, headers=asking.headers
        )
        assert response.status_code == 422
        assert decided(flagged) == {}


class TestOthers:
    """Two people, and one person twice."""

    def test_whoever_was_slower_sees_both_and_takes_one(self, flagged: Site) -> None:
        asking, other = Asking(flagged), Review(flagged.workspace, "係員Z")
        asking.next()
        field = asking.value["field"]
        other.edit(other.task(1, field), "019-111-1111")
        stale = asking.answer("edit", text="019-222-2222")
        assert stale["outcome"] == "stale"
        assert "係員Z" in stale["stale"]["message"]
        assert stale["stale"]["parts"] == [
            {
                "label": "電話番号",
                "told": [{"label": "今の値", "text": "019-111-1111"}, {"label": "自分の値", "text": "019-222-2222"}],
            }
        ]
        assert decided(flagged)["phone"] == (Decision.EDITED, "019-111-1111"), "nothing is written over"
        asking.post("mine", question=stale["stale"]["question"])
        assert decided(flagged)["phone"] == (Decision.EDITED, "019-222-2222")
        assert len(flagged.workspace.history(field)) == 2, "both stay on record"

    def test_theirs_stays_where_the_person_goes_on(self, flagged: Site) -> None:
        asking, other = Asking(flagged), Review(flagged.workspace, "係員Z")
        asking.next()
        other.absent(other.task(1, asking.value["field"]))
        assert asking.answer("accept")["outcome"] == "stale"
        asking.next()
        assert asking.asked == "氏名"
        assert decided(flagged) == {"phone": (Decision.ABSENT, None)}

    def test_a_submission_that_changed_meanwhile_says_what_is_new(self, tmp_path: Path) -> None:
        with over(tmp_path, submission()) as site:
            asking, other = Asking(site), Review(site.workspace, "係員Z")
            asking.next()
            name = site.workspace.submission(1).field(NAME)
            other.edit(other.task(1, name.id), "美本 太郎")
            stale = asking.answer("accept_submission")["stale"]
            assert [part["label"] for part in stale["parts"]] == ["S0001", "氏名"]
            assert [told["text"] for told in stale["parts"][1]["told"]] == ["見本 太郎", "美本 太郎"]
            asking.post("mine", question=stale["question"])
            assert site.workspace.submission(1).state is SubmissionState.ACCEPTED

    def test_two_people_are_not_asked_the_same(self, flagged: Site) -> None:
        first, second = Asking(flagged), Asking(flagged, SUPERVISOR)
        first.next()
        second.next()
        assert (first.asked, second.asked) == ("電話番号", "S0002")
        assert second.post("visit", question=second.number)["outcome"] == "done"

    def test_what_is_coming_is_got_ready_and_not_claimed(self, flagged: Site) -> None:
        first, second = Asking(flagged), Asking(flagged, SUPERVISOR)
        first.next()
        assert first.browser.get("/api/review/coming").json() == {"images": ["/pages/2/1.png"]}
        second.next()
        assert second.asked == "S0002"
        assert first.browser.get("/api/review/coming").json() == {"images": []}

    def test_whoever_leaves_lets_others_have_it(self, flagged: Site) -> None:
        first, second = Asking(flagged), Asking(flagged, SUPERVISOR)
        first.next()
        assert first.browser.post("/api/review/leave", headers=first.headers).status_code == 204
        second.next()
        assert second.asked == "電話番号"


class TestUndo:
    """What was done is taken back, one thing after the other."""

    def test_an_answer_and_an_acceptance(self, flagged: Site) -> None:
        asking = Asking(flagged)
        asking.next()
        for action in ("accept", "accept", "accept_submission"):
            asking.answer(action)
        assert asking.last["screen"]["progress"]["number"] == 2
        asking.post("undo")
        assert (asking.asked, asking.last["screen"]["progress"]["number"]) == ("S0001", 1)
        asking.post("undo")
        assert asking.asked == "氏名"
        asking.post("undo")
        assert (asking.asked, decided(flagged)) == ("電話番号", {})
        assert asking.post("undo")["message"] == "戻せる操作はありません。"

    def test_settled_doubts_come_back(self, doubtful: Site) -> None:
        asking = Asking(doubtful)
        asking.next()
        asking.answer("settle", answers=["室", ""])
        asking.post("undo")
        assert len(asking.last["screen"]["question"]["doubts"]) == 2

    def test_what_was_done_in_an_earlier_session_is_asked_about(self, flagged: Site) -> None:
        before = Asking(flagged)
        before.next()
        before.answer("accept")
        before.browser.submit("/sign-out")
        asking = Asking(flagged)
        asking.next()
        reply = asking.post("undo")
        assert reply["outcome"] == "undo"
        assert "S0001 の電話番号への回答" in reply["message"]
        assert decided(flagged) != {}
        assert asking.post("undo", action=reply["action"] + 1)["outcome"] == "undo", "that is not what was agreed to"
        asking.post("undo", action=reply["action"])
        assert decided(flagged) == {}


def keys_of(shown: object) -> Iterator[str]:
    """The names of everything in an answer."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield key
            yield from keys_of(value)
    if isinstance(shown, list):
        for value in shown:
            yield from keys_of(value)


TELLING: Final = {
    "known",
    "confidence",
    "probability",
    "urgency",
    "score",
    "source",
    "code",
    "flags",
    "seed",
    "version",
}


class TestSecrecy:
    """Nothing tells a value that is wrong on purpose, or was drawn by lot, from a doubtful one."""

    def test_a_wrong_value_is_shown_as_any_other_wherever_it_stands(self, tmp_path: Path) -> None:
        low = {NAME: 0.4, PHONE: 0.2, ADDRESS: 0.3}
        with over(tmp_path, submission(flagged=low), known=1.0) as site:
            asking = Asking(site)
            asking.next()
            shown = {row["label"]: row["text"] for row in asking.last["screen"]["submission"]["values"]}
            read = {"氏名": VALUES[NAME], "電話番号": VALUES[PHONE], "住所": VALUES[ADDRESS]}
            assert all(shown[label] != text for label, text in read.items()), "in the form, too, before it is asked"
            asking.visit(
                next(r["field"] for r in asking.last["screen"]["submission"]["values"] if r["label"] == "住所")
            )
            assert asking.value["text"] == shown["住所"]
            asking.answer("accept")
            assert decided(site) == {}, "what was said to it is no decision"
            asking.next()
            seen = {asking.asked: asking.value["text"]}
            while asking.last["screen"]["question"]["field"]:
                asking.answer("accept")
                if asking.last["screen"]["question"]["field"]:
                    seen.setdefault(asking.asked, asking.value["text"])
            assert {label: text for label, text in seen.items() if label != "住所"} == {
                label: shown[label] for label in ("氏名", "電話番号")
            }
            assert {name: text for name, (_, text) in decided(site).items()} == {
                name.value: VALUES[name] for name in low
            }

    def test_answers_to_it_look_like_answers_to_any_other(self, tmp_path: Path) -> None:
        replies = []
        for share in (0.0, 1.0):
            with over(tmp_path / str(share), submission(flagged={NAME: 0.4, PHONE: 0.2}), known=share) as site:
                asking = Asking(site)
                first = asking.next()
                replies.append((first, asking.answer("accept")))
        for plain, planted in zip(*replies, strict=True):
            assert sorted(keys_of(plain)) == sorted(keys_of(planted))
            assert plain["message"] == planted["message"]
            assert not TELLING & set(keys_of(planted))

    def test_values_drawn_by_lot_read_like_doubtful_ones(self, tmp_path: Path) -> None:
        def made(code: FlagCode) -> Submission:
            fields = submission(flagged={NAME: 0.4}).fields
            lot = (Flag(code, (("share", "0.05"),) if code is FlagCode.AUDIT else ()),)
            return replace(submission(), fields=tuple(replace(f, flags=lot) if f.name is NAME else f for f in fields))

        texts = []
        for code in (FlagCode.AUDIT, FlagCode.LOW_CONFIDENCE):
            with over(tmp_path / code, made(code)) as site:
                texts.append(json.dumps(Asking(site).next()))
        assert texts[0] == texts[1]

    def test_addresses_and_titles_hold_nothing_that_was_read(self, flagged: Site) -> None:
        asking = Asking(flagged)
        text = asking.browser.get("/review").text
        assert not [value for value in VALUES.values() if value in text]
        asking.next()
        images = asking.last["screen"]["submission"]["pages"]
        assert all(re.fullmatch(r"/pages/\d+/\d+\.png", address) for address in images.values())


class TestTexts:
    """The page's words."""

    STATIC: Final = Path(ocr_intake.__file__).parent / "web" / "static" / "review"
    TEMPLATE: Final = STATIC.parents[1] / "templates" / "review.html"

    def named(self, *sources: Path) -> set[str]:
        """Every text that sources name, and the beginnings of those that they put together."""
        texts = [source.read_text(encoding="utf-8") for source in sources]
        return {key for text in texts for key in re.findall(r"""["'`]((?:web_)?review\.[a-z_.]+)""", text)}

    def test_every_text_of_the_script_is_given_to_it(self) -> None:
        given = routes._texts()
        asked = self.named(*self.STATIC.glob("*.js"))
        assert len(asked) > 50
        assert [key for key in asked if not any(each.startswith(key) for each in given)] == []

    def test_no_text_of_the_page_is_left_over(self) -> None:
        asked = self.named(*self.STATIC.glob("*.js"), *Path(routes.__file__).parent.glob("*.py"), self.TEMPLATE)
        asked -= set(routes._TEXTS)  # a family that is given may hold one that nobody asks for
        families = tuple(key for key in asked if key.endswith(("_", ".")))
        ours = [key for key in catalogue("ja") if key.startswith("web_review.")]
        assert [key for key in ours if key not in asked and not key.startswith(families)] == []

    def test_the_page_speaks_english_too(self, flagged: Site, english: None) -> None:
        text = Asking(flagged).browser.get("/review").text
        assert "Picture of the paper" in text
        assert "用紙" not in text

    def test_whoever_reviews_is_told_of_known_answers(self, tmp_path: Path) -> None:
        for share in (0.0, 0.1):
            with over(tmp_path / str(share), submission(), known=share) as site:
                assert ("わざと" in signed_in(site).get("/review").text) == (share > 0)
