"""The sentences of a part, as a reader would point at them."""

import pytest

from briefings.pages.sentences import sentences


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One. Two! Three?</p><ul><li>Four</li></ul>", ["One.", "Two!", "Three?", "Four"]),
        (
            "<p>It cost €4.4 billion. “Late,” Mr. Brell said.</p>",
            ["It cost €4.4 billion.", "“Late,” Mr. Brell said."],
        ),
        ("<p>“It is late.” He left.</p>", ["“It is late.”", "He left."]),
        ("<p>The U.S. Navy came at 5 p.m. on Monday.</p>", ["The U.S. Navy came at 5 p.m. on Monday."]),
        ('<p>Opened.<sup class="cite"><a href="#source-1">1</a></sup> Closed.</p>', ["Opened.", "Closed."]),
        ("<p>東京。橋が開いた。「はい。」と言った。</p>", ["東京。", "橋が開いた。", "「はい。」と言った。"]),
        ("", []),
    ],
)
def test_sentences_are_those_that_a_reader_would_point_at(html, expected):
    assert sentences(html) == expected
