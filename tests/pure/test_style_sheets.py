"""Style sheets that travel as one mean what they meant apart."""

from pathlib import Path

from newsroom.style_sheets import BUNDLES, joined, parts

STATIC = Path(__file__).resolve().parents[2] / "static"


def test_comments_and_blanks_go_and_strings_stay():
    sheets = [
        "/* a */\n.a > b , i:not( .c ) { margin: 0 calc(1px + 2px) ; }\n",
        '\n\nq::after { content: " /* ;  "; }',
    ]
    assert joined(sheets) == '.a > b,i:not( .c ){margin:0 calc(1px + 2px)}q::after{content:" /* ;  "}'


def test_a_colon_before_a_selector_keeps_its_blank():
    assert joined(["a :hover { color: red }"]) == "a :hover{color:red}"


def test_every_part_of_every_bundle_is_a_file_and_keeps_its_rules():
    for bundle in BUNDLES:
        sheets = [(STATIC / name).read_text() for name in parts(bundle)]
        assert joined(sheets).count("{") == sum(joined([sheet]).count("{") for sheet in sheets) > 0
