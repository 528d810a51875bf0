"""Pages that stand where nothing else does: no database is asked for them."""

import pytest

from briefings.house import holder, unsaved_house
from briefings.views.errors import bare


@pytest.mark.parametrize(
    ("template", "words"),
    [("500.html", "Bei uns ist etwas kaputtgegangen"), ("414.html", "Diese Adresse ist zu lang")],
)
def test_what_breaks_is_told_in_the_name_and_language_of_the_house(template, words):
    house = unsaved_house()
    house.name, house.language = "Der Bote & Söhne", "de"
    holder.hold(house)
    page = bare(template)
    assert '<html lang="de">' in page
    assert f"<h1>{words}</h1>" in page
    assert '<a href="/">Der Bote &amp; Söhne</a>' in page
