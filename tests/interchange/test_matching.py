"""Which part a part without an id is."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from briefings.interchange.matching import Likeness, match

OWNER = UUID("11111111-1111-4111-8111-111111111111")
A, B, C = uuid4(), uuid4(), uuid4()


def part(words: str, heading: str = "", uid: UUID | None = None) -> Likeness:
    return Likeness(((heading, words), words, heading), uid)


def test_equal_words_are_followed_wherever_they_move() -> None:
    present = [part("one", uid=A), part("two", uid=B)]
    assert match(OWNER, "section", present, [part("two"), part("one")]) == [B, A]


def test_words_go_before_heading_and_heading_before_place() -> None:
    present = [part("one", "x", A), part("two", "y", B), part("three", "z", C)]
    wanted = [part("other", "y"), part("one", "other"), part("third", "third")]
    assert match(OWNER, "section", present, wanted) == [B, A, C]


def test_a_part_with_an_id_of_its_own_keeps_it_and_takes_it_from_no_other() -> None:
    present = [part("one", uid=A), part("two", uid=B)]
    assert match(OWNER, "section", present, [part("two"), part("one", uid=B)])[1] == B
    assert match(OWNER, "section", present, [part("one", uid=C), part("one")]) == [C, A]


def test_what_is_new_gets_the_same_name_each_time_and_another_in_another_piece() -> None:
    first = match(OWNER, "section", [], [part("one"), part("one")])
    assert first == match(OWNER, "section", [], [part("one"), part("one")])
    assert len({*first, *match(A, "section", [], [part("one"), part("one")])}) == 4


def test_a_name_that_moved_to_other_words_is_not_given_twice() -> None:
    (first,) = match(OWNER, "section", [], [part("one")])
    wanted = [part("one"), part("other words", "kept")]
    found = match(OWNER, "section", [part("other words", "kept", first)], wanted)
    assert found[1] == first
    assert found[0] != first


parts = st.lists(st.builds(part, st.sampled_from("abc"), st.sampled_from("xyz")), max_size=6)


@given(parts, parts)
def test_names_are_always_distinct_and_nothing_changes_where_nothing_changed(
    before: list[Likeness], after: list[Likeness]
) -> None:
    first = match(OWNER, "event", [], before)
    present = [Likeness(p.forms, uid) for p, uid in zip(before, first, strict=True)]
    assert match(OWNER, "event", present, before) == first
    found = match(OWNER, "event", present, after)
    assert len(set(found)) == len(after)
