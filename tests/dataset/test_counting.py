"""Opinions and submitters, counted apart."""

from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.dataset.publish.counting import Counts, Received, Tally, count
from ocr_intake.model.pages import Channel
from ocr_intake.model.relation import Link, RelationKind
from ocr_intake.model.submission import SubmitterKind

ONE, MANY = SubmitterKind.INDIVIDUAL, SubmitterKind.ORGANIZATION
POST, FAX, HAND = Channel.POST, Channel.FAX, Channel.HAND


def made(number: int, opinions: int = 1, kind: SubmitterKind = ONE, channel: Channel = POST) -> Received:
    return Received(number, kind, channel, opinions)


def counted(received: list[Received], *said: tuple[str, int, int], withheld: frozenset[int] = frozenset()) -> Counts:
    """With links as kind, later and earlier."""
    return count(received, [Link(RelationKind(kind), later, earlier) for kind, later, earlier in said], withheld)


def test_opinions_and_submitters_are_counted_apart() -> None:
    counts = counted([made(1, 5), made(2, 3, MANY, FAX), made(3, 2, MANY, FAX)])
    assert counts.total == Tally(10, 1, 2)
    assert counts.total.submitters == 3
    assert counts.channels == ((POST, Tally(5, 1, 0)), (FAX, Tally(5, 0, 2)))


def test_nothing_came() -> None:
    assert counted([]) == Counts(Tally(), (), Tally(), (), ())


def test_what_was_sent_again_counts_once() -> None:
    counts = counted([made(1, 3, channel=FAX), made(2, 3)], ("resent", 2, 1))
    assert counts.total == Tally(3, 1, 0)
    assert counts.channels == ((FAX, Tally(3, 1, 0)),)
    assert counts.uncounted == (2,)


def test_what_was_replaced_does_not_count() -> None:
    counts = counted([made(1, 3, channel=FAX), made(2, 2)], ("replaced", 2, 1))
    assert counts.total == Tally(2, 1, 0)
    assert counts.channels == ((POST, Tally(2, 1, 0)),)


def test_what_was_added_counts_for_one_submitter() -> None:
    counts = counted([made(1, 3, channel=FAX), made(2, 2)], ("added", 2, 1))
    assert counts.total == Tally(5, 1, 0)
    assert counts.channels == ((POST, Tally(2, 0, 0)), (FAX, Tally(3, 1, 0))), "at the first of what counts"


def test_one_text_of_several_people_counts_for_each() -> None:
    counts = counted([made(number) for number in (1, 2, 3)], ("same_text", 2, 1), ("same_text", 3, 1))
    assert counts.total == Tally(3, 3, 0)


def test_what_is_withheld_is_counted_and_said() -> None:
    counts = counted([made(1, 3), made(2, 2, MANY)], withheld=frozenset({2}))
    assert (counts.total, counts.withheld) == (Tally(5, 1, 1), Tally(2, 0, 1))
    counts = counted([made(1, 3), made(2, 2)], ("added", 2, 1), withheld=frozenset({2}))
    assert counts.withheld == Tally(2, 0, 0), "the submitter has something published, too"


def test_what_is_withheld_and_does_not_count_is_not_said() -> None:
    assert counted([made(1, 3), made(2, 3)], ("resent", 2, 1), withheld=frozenset({2})).withheld == Tally()


def test_what_is_linked_over_something_that_was_rejected_is_one_submitter() -> None:
    counts = counted([made(1, 3), made(3, 1)], ("resent", 2, 1), ("added", 3, 2))
    assert counts.total == Tally(4, 1, 0)


def test_what_was_sent_again_after_something_that_does_not_count_is_told() -> None:
    assert counted([made(2, 3)], ("resent", 2, 1)).lost == (2,)


def test_a_row_of_relations_is_one_submitter() -> None:
    """Fax, then post, then a corrected version, then something more."""
    received = [made(1, 2, channel=FAX), made(2, 2), made(5, 3), made(9, 1, channel=HAND)]
    counts = counted(received, ("resent", 2, 1), ("replaced", 5, 1), ("added", 9, 5))
    assert counts.total == Tally(4, 1, 0)
    assert counts.uncounted == (1, 2)


def test_relations_that_leave_nothing_of_a_submitter_are_told() -> None:
    counts = counted([made(1), made(2), made(3)], ("resent", 2, 1), ("replaced", 2, 1))
    assert counts.lost == (1, 2)
    assert counts.total == Tally(1, 1, 0)


links = st.lists(
    st.builds(Link, st.sampled_from(RelationKind), st.integers(1, 8), st.integers(1, 8)).filter(
        lambda link: link.later > link.earlier
    ),
    max_size=8,
)
submissions = st.lists(
    st.builds(made, st.integers(1, 8), st.integers(0, 4), st.sampled_from([ONE, MANY]), st.sampled_from(Channel)),
    unique_by=lambda one: one.id,
)


@given(received=submissions, said=links, withheld=st.frozensets(st.integers(1, 8)))
def test_the_parts_make_up_the_whole(received: list[Received], said: list[Link], withheld: frozenset[int]) -> None:
    counts = count(received, said, withheld)
    tallies = [tally for _, tally in counts.channels]
    assert counts.total.opinions == sum(one.opinions for one in tallies)
    assert counts.total.submitters == sum(one.submitters for one in tallies)
    gone = set(counts.uncounted)
    assert counts.total.opinions == sum(one.opinions for one in received if one.id not in gone)
    assert counts.withheld.opinions == sum(one.opinions for one in received if one.id in withheld - gone)
    assert counts.total.submitters <= len(received)
    assert count(list(reversed(received)), list(reversed(said)), withheld) == counts, "in whatever order"
