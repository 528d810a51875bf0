"""What changed between two documents: which parts, which of their fields, and in which words."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from briefings.differences.difference import Difference, difference
from briefings.differences.difference_words import summary
from briefings.document import Answer, Citation, Credited, Document, Event, QuestionRef, Section
from briefings.editions.second_look import changes_number_name_or_quotation


def uid(number: int) -> UUID:
    return UUID(int=number)


def section(number: int, html: str = "<p>Words.</p>", heading: str = "", **more: Any) -> Section:
    return Section(uid=uid(number), kind="other", heading=heading or f"Part {number}", html=html, **more)


def source(number: int, key: str, **more: Any) -> Citation:
    more = {"outlet_name": "The Tide", "outlet": uid(900), "article": uid(800), "title": "High water", **more}
    return Citation(uid=uid(number), key=key, **more)


def event(number: int, day: int = 1, html: str = "<p>It rained.</p>", **more: Any) -> Event:
    start = datetime(2026, 3, day, tzinfo=UTC)
    return Event(uid=uid(number), precision="day", start=start, html=html, **more)


def story(**parts: Any) -> Document:
    return Document(kind="story", **parts)


def told(found: Difference) -> list[tuple[str, str, list[str], str]]:
    """(name, status, names of the changed fields, move in words) of each part that differs."""
    return [
        (entry.name, entry.status, [change.name for change in entry.changes], str(entry.move or ""))
        for group in found.parts
        for entry in group.entries
    ]


def test_readers_are_told_nothing_of_a_key_that_changed() -> None:
    old, new = story(citations=[source(3, "tide")]), story(citations=[source(3, "tide-1")])
    assert difference(old, new, for_readers=True).is_empty
    assert told(difference(old, new)) == [("The Tide, “High water”", "kept", ["key"], "")]


def test_a_document_does_not_differ_from_itself() -> None:
    document = story(
        headline="Rain",
        byline=[Credited(person=uid(1), name="Ana Ruiz")],
        sections=[section(1), section(2)],
        citations=[source(3, "tide")],
        events=[event(4)],
        questions=[QuestionRef(question=uid(5), teaser="Why?")],
    )
    found = difference(document, document)
    assert found.is_empty
    assert [group.unchanged for group in found.parts] == [2, 0, 1, 1, 1]
    assert summary(found) == "nothing changed"
    assert changes_number_name_or_quotation(found) == []


def test_against_nothing_everything_is_added() -> None:
    found = difference(None, story(headline="Rain", sections=[section(1)], events=[event(2)]))
    assert [(change.name, change.old, change.new) for change in found.changes] == [("headline", "", "Rain")]
    assert told(found) == [
        ("Part 1", "added", ["heading", "text"], ""),
        ("1 March 2026", "added", ["date", "text"], ""),
    ]


def test_a_section_dragged_to_the_top_is_one_move() -> None:
    sections = [section(number) for number in (1, 2, 3, 4)]
    found = difference(story(sections=sections), story(sections=[sections[3], *sections[:3]]))
    assert told(found) == [("Part 4", "kept", [], "moved from place 4 to place 1")]
    assert found.of("section").unchanged == 3
    assert summary(found) == "1 section moved"


@given(st.permutations(range(1, 8)))
def test_without_the_moved_parts_the_others_keep_their_order(order: list[int]) -> None:
    found = difference(
        story(sections=[section(n) for n in range(1, 8)]), story(sections=[section(n) for n in order])
    )
    moved = {entry.uid.int for entry in found.of("section").moved}
    stayed = [number for number in order if number not in moved]
    assert stayed == sorted(stayed)
    # As few as can be: no order that rises is longer than the one that stayed.
    longest = [1] * len(order)
    for i, number in enumerate(order):
        longest[i] = 1 + max((longest[j] for j in range(i) if order[j] < number), default=0)
    assert len(stayed) == max(longest)


def test_a_part_that_moved_and_changed_is_one_entry_and_a_removed_one_stands_where_it_stood() -> None:
    old = story(sections=[section(1), section(2), section(5), section(3)])
    new = story(sections=[section(3, "<p>Other words.</p>"), section(1), section(5), section(4)])
    found = difference(old, new)
    assert told(found) == [
        ("Part 3", "kept", ["text"], "moved from place 4 to place 1"),
        ("Part 2", "removed", ["heading", "text"], ""),
        ("Part 4", "added", ["heading", "text"], ""),
    ]
    assert summary(found) == "1 section changed, 1 section added, 1 section removed, 1 section moved"


def test_a_citation_under_a_new_uuid_is_known_by_its_key() -> None:
    found = difference(
        story(citations=[source(1, "tide", quote="Wet")]),
        story(citations=[source(2, "tide", quote="Very wet")]),
    )
    assert told(found) == [("The Tide, “High water”", "kept", ["quote"], "")]


def test_a_key_given_on_to_another_source_does_not_make_it_that_source() -> None:
    old = story(citations=[source(1, "a", title="First"), source(2, "b", title="Second")])
    found = difference(old, story(citations=[source(2, "a", title="Second")]))
    assert [(entry.name, entry.status) for entry in found.of("source").entries] == [
        ("The Tide, “First”", "removed"),
        ("The Tide, “Second”", "kept"),
    ]


def test_a_renamed_key_changes_no_word_of_the_texts_that_cite_it() -> None:
    old = story(
        sections=[section(1, '<p>Rain.[^a] <a href="/x[^a]">More</a>.</p>')],
        events=[event(2, keys=["a"])],
        citations=[source(3, "a")],
    )
    new = story(
        sections=[section(1, '<p>Rain.[^tide] <a href="/x[^a]">More</a>.</p>')],
        events=[event(2, keys=["tide"])],
        citations=[source(3, "tide")],
    )
    assert told(difference(old, new)) == [("The Tide, “High water”", "kept", ["key"], "")]


def test_a_key_taken_over_from_a_removed_source_shows_in_the_texts() -> None:
    old = story(sections=[section(1, "<p>Rain.[^b]</p>")], citations=[source(3, "a"), source(4, "b")])
    new = story(sections=[section(1, "<p>Rain.[^b]</p>")], citations=[source(3, "b")])
    assert [entry.status for entry in difference(old, new).of("source").entries] == ["kept", "removed"]
    moved = story(sections=[section(1, "<p>Rain.[^a]</p>")], citations=[source(3, "a"), source(4, "b")])
    assert told(difference(moved, new))[0] == ("Part 1", "kept", ["text"], "")


def test_another_person_of_the_same_name_is_a_change_and_says_so() -> None:
    old = story(byline=[Credited(person=uid(1), name="Ana Ruiz")])
    (change,) = difference(old, story(byline=[Credited(person=uid(2), name="Ana Ruiz")])).changes
    assert (change.name, change.notes) == ("byline", ["It reads the same and stands for another entry."])


def test_markup_that_the_sanitiser_writes_anew_is_no_change() -> None:
    old, new = (
        story(sections=[section(1, "<p><b>Rain</b></p>")]),
        story(sections=[section(1, "<p><strong>Rain</strong></p>")]),
    )
    assert difference(old, new).is_empty


def test_a_uuid_that_stands_twice_names_two_parts() -> None:
    old = story(sections=[section(1, heading="A"), section(1, heading="B")])
    found = difference(old, story(sections=[section(1, heading="A"), section(1, heading="C")]))
    assert told(found) == [("C", "kept", ["heading"], "")]


def test_common_questions_are_named_by_the_titles_that_are_given() -> None:
    new = story(questions=[QuestionRef(question=uid(1)), QuestionRef(question=uid(2))])
    found = difference(None, new, question_titles={uid(1): "Why does it rain?"})
    assert [entry.name for entry in found.of("question").entries] == ["Why does it rain?", ""]
    assert summary(found) == "2 questions added"


ORIGINAL = "<p>The mayor, Ana Ruiz, said 12 people had fled. “We will stay,” she said.</p>"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("<p>The mayor, Ana Ruiz, said 12 people had left. “We will stay,” she said.</p>", []),
        (
            '<p>Still, the mayor, Ana Ruiz, said that 12 people had fled. "We will stay," she said.</p>',
            [],
        ),
        (ORIGINAL.replace("12", "14"), ["“Part 1”, numbers: “12” gave way to “14”."]),
        (ORIGINAL.replace("12", "twelve"), ["“Part 1”, numbers: “12” gave way to “twelve”."]),
        (ORIGINAL.replace("Ruiz", "Rossi"), ["“Part 1”, names: “Ruiz” gave way to “Rossi”."]),
        (ORIGINAL.replace(", Ana Ruiz,", ""), ["“Part 1”, names: “Ana”, “Ruiz” went out."]),
        (ORIGINAL.replace("</p>", " Lima waits.</p>"), ["“Part 1”, names: “Lima” came in."]),
        (
            ORIGINAL.replace("will", "may"),
            ["“Part 1”, quotations: “We will stay,” gave way to “We may stay,”."],
        ),
        (
            ORIGINAL.replace("Ana Ruiz", "Ruiz Ana"),
            ["“Part 1”, names: the same ones stand in another order."],
        ),
        (
            ORIGINAL.replace("</p>", " <q>And fight</q></p>"),
            ["“Part 1”, quotations: “And fight” came in."],
        ),
    ],
)
def test_a_changed_number_name_or_quotation_is_named(words: str, expected: list[str]) -> None:
    found = difference(story(sections=[section(1, ORIGINAL)]), story(sections=[section(1, words)]))
    assert changes_number_name_or_quotation(found) == expected


def test_dates_outlets_and_quotes_of_sources_are_facts_and_addresses_and_moves_are_not() -> None:
    old = story(events=[event(1, day=2)], citations=[source(2, "a", quote="wet", url="https://e.org/1")])
    new = story(
        events=[event(1, day=3)],
        citations=[source(2, "a", quote="dry", url="https://e.org/2", outlet_name="The Ebb")],
    )
    assert changes_number_name_or_quotation(difference(old, new)) == [
        "“The Ebb, “High water””, names: “The Tide” gave way to “The Ebb”.",
        "“The Ebb, “High water””, quotations: “wet” gave way to “dry”.",
        "“3 March 2026”, numbers: “2” gave way to “3”.",
    ]
    sections = [section(1, ORIGINAL), section(2)]
    moved = difference(story(sections=sections), story(sections=sections[::-1]))
    assert changes_number_name_or_quotation(moved) == []


def test_answers_are_compared_as_sections_are() -> None:
    old = Document(kind="question", answers=[Answer(uid=uid(1), question="Why?", html="<p>It is so.</p>")])
    new = Document(kind="question", answers=[Answer(uid=uid(1), question="Why?", html="<p>It was so.</p>")])
    assert summary(difference(old, new)) == "1 answer changed"


def test_the_page_shows_every_change_and_escapes_what_is_text() -> None:
    old = story(headline="Rain & <wind>", sections=[section(1), section(2)])
    new = story(
        headline="Snow & <wind>", sections=[section(1, "<p>New words.</p>", heading="<b>"), section(2)]
    )
    found = difference(old, new)
    page = render_to_string("parts/difference.html", {"difference": found, "summary": summary(found)})
    assert "headline changed, 1 section changed" in page
    assert (
        '<del><span class="hidden"> deleted: </span>Rain<span class="hidden"> end of deletion </span></del>'
        '<ins><span class="hidden"> inserted: </span>Snow<span class="hidden"> end of insertion </span></ins>'
        " &amp; &lt;wind&gt;"
    ) in page
    assert '<h3 dir="auto">&lt;b&gt;</h3>' in page
    assert "1 other is unchanged." in page
    assert "style=" not in page


def test_markers_stand_as_the_outlets_of_their_sources_numbered_where_one_has_several() -> None:
    outlet = {"outlet_name": "The Wire"}
    old = story(
        citations=[source(1, "a", **outlet), source(2, "b", outlet_name="Evening <News>")],
        sections=[section(9, "<p>One.[^a] Two.[^b]</p>")],
        events=[event(8).model_copy(update={"keys": ["a"]})],
    )
    new = story(
        citations=[source(1, "renamed", **outlet), source(3, "c", **outlet)],
        sections=[section(9, "<p>One.[^renamed] Two.[^c]</p>")],
        events=[event(8).model_copy(update={"keys": ["c", "unknown"]})],
    )
    found = difference(old, new)
    (text,) = found.of("section").entries[0].changes
    names = re.findall(r'<sup class="difference-marker">(.*?)</sup>', text.html)
    assert names == ["The Wire 1", "Evening &lt;News&gt;", "The Wire 2"]
    (beside,) = found.of("event").entries[0].changes
    assert (beside.old, beside.new) == ("The Wire 1", "The Wire 2, unknown")


def test_the_days_of_a_source_are_told_as_readers_write_them() -> None:
    new = story(citations=[source(3, "tide", published_on=date(2026, 11, 30), accessed_on=date(2026, 12, 1))])
    [entry] = [entry for group in difference(story(), new).parts for entry in group.entries]
    words = {change.name: "".join(run.html for run in change.runs) for change in entry.changes}
    assert (words["published"], words["accessed"]) == ("30 November 2026", "1 December 2026")
