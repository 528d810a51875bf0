"""Card images: what other sites show beside a link to a piece."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from briefings.house import holder, unsaved_house
from briefings.models import Card
from briefings.pages import cards
from briefings.pages.carding import draw_card, left_over_cards, missing_cards
from briefings.pages.cards import CardWords, can_draw, draw, set_headline
from briefings.tasks import draw_missing_cards
from tests.building import changed, make_question, make_story, published, withdrawn

THIRTY = " ".join(["Officials in three countries on the river say that the water"] * 3)

BOX = (1056, 338)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files() -> set[str]:
    return {path.name for path in (Path(settings.MEDIA_ROOT) / "cards").glob("*")}


# The drawing


@pytest.mark.parametrize(
    "headline", ["Dam cracks again", THIRTY, "x" * 300, "“Łódź”, 5 € & ½ <b>", "A", "-", "fi ffi " * 40]
)
def test_a_card_is_1200_by_630_whatever_the_headline(headline):
    with Image.open(io.BytesIO(draw(CardWords("Newsroom", headline, "9 sources, 6 outlets")))) as card:
        assert (card.format, card.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("headline", ["Dam cracks again", THIRTY, "x" * 300, "word " * 60])
def test_the_whole_headline_stands_within_its_box(headline):
    size, lines = set_headline(headline, *BOX)
    assert "".join("".join(lines).split()).replace("-", "") == "".join(headline.split())
    assert len(lines) * size * cards.LEADING <= BOX[1]
    assert max(cards._font(size, 600).getlength(line) for line in lines) <= BOX[0] + 2


def test_one_long_word_is_hyphenated_where_a_syllable_ends_instead_of_setting_the_headline_small():
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    size, lines = set_headline(f"A bridge of the {long} was opened", *BOX)
    assert size >= 56
    assert "".join(lines).replace("-", "").replace(" ", "") == f"Abridgeofthe{long}wasopened"
    broken = [line for line in lines if line.endswith("-")]
    assert broken
    assert all(lines[lines.index(line) + 1][1] in "aeiouäöü" for line in broken)


def test_a_long_word_breaks_at_its_own_hyphen():
    headline = "Baden-Württembergisch-Liechtensteinische-Grenzkraftwerksgesellschaft"
    _size, lines = set_headline(headline, *BOX)
    assert "".join(lines) == headline


def test_lines_are_even_rather_than_full():
    words = [300.0] * 4
    assert cards._wrapped(words, 20, 1056) == [(0, 3), (3, 4)]
    assert cards._evenly(words, 20, 1056, 2) == [(0, 2), (2, 4)]


@pytest.mark.parametrize("text", ["زلزال في البحر", "東京の橋", "Мост", "A 🙂"])
def test_letters_that_the_type_has_not_are_not_drawn_as_boxes(text):
    assert (can_draw(text), can_draw("A bridge — “façade”, ½ €")) == (False, True)


# The row and the file


def test_drawing_leaves_one_file_which_the_page_of_the_piece_names(client, db):
    story = published(make_story("A bridge"))
    digest = draw_card(story.pk)
    assert files() == {f"{digest}.png"}
    answer = client.get(reverse("card", args=[digest]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=604800, immutable"
    page = client.get(story.get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="http://localhost:8000/media/cards/{digest}.png">' in page


def test_a_new_headline_has_a_new_file_and_the_old_one_is_gone(client, db):
    story = published(make_story("Wrong words"))
    old = draw_card(story.pk)
    published(changed(story, headline="Right words"), kind="correction", note="It was wrong.")
    assert client.get(reverse("card", args=[old])).status_code == 404
    assert old not in client.get(story.get_absolute_url()).content.decode()
    new = draw_card(story.pk)
    assert (new != old, files()) == (True, {f"{new}.png"})


def test_other_words_under_the_same_headline_keep_the_file(db):
    story = published(make_story("A bridge"))
    old = draw_card(story.pk)
    published(changed(story, standfirst="More."), kind="update", note="More is known.")
    assert missing_cards() == [story.pk]
    assert (draw_card(story.pk), missing_cards(), files()) == (old, [], {f"{old}.png"})


def test_two_pieces_of_one_headline_share_no_file(client, db):
    one, other = (published(make_story("A bridge", slug=slug)) for slug in ("one", "other"))
    kept, gone = draw_card(one.pk), draw_card(other.pk)
    withdrawn(other)
    assert client.get(reverse("card", args=[gone])).status_code == 404
    assert left_over_cards() == [other.pk]
    assert draw_card(other.pk) == ""
    assert (files(), left_over_cards()) == ({f"{kept}.png"}, [])


def test_a_draft_and_a_withdrawn_piece_have_no_card(db):
    draft, gone = make_story("A draft"), withdrawn(make_question("Gone?"))
    assert [draw_card(piece.pk) for piece in (draft, gone)] == ["", ""]
    assert (files(), Card.objects.count(), missing_cards()) == (set(), 0, [])


def test_a_headline_in_other_letters_has_a_row_and_no_card(client, db):
    story = published(make_story("東京の橋"))
    assert (draw_card(story.pk), files(), missing_cards()) == ("", set(), [])
    assert "media/cards" not in client.get(story.get_absolute_url()).content.decode()


def test_the_sweep_draws_what_no_queue_remembers_and_forgets_what_was_withdrawn(db):
    stories = [published(make_story(f"Bridge {n}")) for n in range(3)]
    assert (draw_missing_cards(), draw_missing_cards(), len(files())) == (3, 0, 3)
    withdrawn(stories[0])
    draw_missing_cards()
    assert len(files()) == 2


def test_a_house_of_another_name_has_its_cards_drawn_again(db):
    story = published(make_story())
    old = draw_card(story.pk)
    house = unsaved_house()
    house.name = "The Gazette"
    holder.hold(house)
    assert missing_cards() == [story.pk]
    assert draw_card(story.pk) != old


def test_the_command_draws_what_is_missing_and_with_all_what_was_lost(db, capsys):
    story = published(make_story())
    call_command("draw_cards")
    (name,) = files()
    (Path(settings.MEDIA_ROOT) / "cards" / name).unlink()
    call_command("draw_cards")
    assert files() == set()
    call_command("draw_cards", "--all")
    assert files() == {name}
    assert capsys.readouterr().out.splitlines()[0].startswith("1 cards drawn")
    assert Card.objects.get().piece_id == story.pk


@pytest.mark.parametrize("digest", ["0" * 32, "f" * 32])
def test_a_card_that_there_is_not_is_not_found(client, db, digest):
    assert client.get(reverse("card", args=[digest])).status_code == 404
