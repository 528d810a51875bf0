"""Under a language of wide letters no page says anything in ordinary ones: no word goes past the catalogues."""

import re
from pathlib import Path

import pytest
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.house import holder, unsaved_house
from briefings.models import Article, Outlet, Person, Piece
from briefings.schedules.releasing import make_release
from newsroom.clock import at
from tests.admin.desk import page_address
from tests.building import (
    changed,
    make_editor,
    make_outlet,
    make_person,
    make_question,
    make_story,
    make_topic,
    moment,
    published,
    withdrawn,
)
from tests.words import pseudo

TODAY = moment("2026-03-03T12:00")


@pytest.fixture
def wide_letters(settings, tmp_path: Path, db):
    """The house speaks the language of wide letters, and is itself named in others."""
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path]
    house = unsaved_house()
    house.language, house.name, house.tagline, house.about = pseudo.LANGUAGE, "Η Γέφυρα", "Τι έγινε", "Εμείς."
    holder.hold(house)
    with at(TODAY):
        yield


def source(key: str, outlet: str) -> dict[str, object]:
    return {
        "key": key,
        "outlet": outlet,
        "url": f"https://127.0.0.1/{key}",
        "title": "Τίτλος",
        "byline": "Νίκος",
        "published_on": "2020-01-01",
        "archive_url": "https://127.0.0.1/2",
        "paraphrase": "Λέει.",
        "quote": "Ναι.",
    }


def greek_story() -> Piece:
    """A live story with every part that a page can show and with unpublished changes, in letters of no English."""
    chief = make_editor("chief", name="Έντνα")
    make_outlet("Ο Κόσμος", country="Ελλάδα", kind="newspaper")
    make_topic("Γέφυρες", kind="theme", description="Ό,τι ενώνει.")
    question = make_question(
        "Γιατί;",
        standfirst="Έτσι.",
        answers=[("Ποιος;", "<p>Κάποιος.[^1]</p>")],
        sources=[source("1", "Ο Κόσμος")],
        topics=["Γέφυρες"],
    )
    story = make_story(
        "Μια γέφυρα άνοιξε",
        standfirst="Επιτέλους.",
        sections=[
            ("whats_happened", "<p>Άνοιξε.[^1][^2]</p>"),
            ("papers_say", "<p>Λένε.[^2]</p>"),
            ("how_we_got_here", "<p>Παλιά.</p>"),
            ("other", "<p>Και.</p>", "Άλλο"),
        ],
        sources=[source("1", "Ο Κόσμος"), source("2", "Το Βήμα")],
        events=[
            ("2019-05-01", "<p>Πρώτη.</p>"),
            {"start": "2020-03-03", "precision": "month", "circa": True, "html": "<p>Δεύτερη.</p>"},
        ],
        topics=["Γέφυρες"],
        questions=[published(question, by=chief)],
        byline=[make_person("Άννα")],
        credit="Εμείς",
        by=chief,
    )
    published(story, on="2020-01-01", by=chief)
    better = changed(story, standfirst="Ξανά.", html="<p>Άνοιξε χθες, 15.[^1]</p>")
    published(better, kind="correction", note="Λάθος.", by=chief)
    changed(story, standfirst="Τρίτη φορά.", html="<p>Άνοιξε χθες, 16.</p>")
    gone = published(make_story("Όχι", slug="όχι", sources=[], sections=["<p>Όχι.</p>"]), by=chief)
    withdrawn(gone, note="Λάθος.", by=chief)
    return story


def test_no_page_of_readers_says_a_word_that_is_not_in_the_catalogues(wide_letters, client):
    story = greek_story()
    url = story.get_absolute_url()
    paths = ["/", url, *(url + page for page in ("changes/", "changes/1/", "changes/1..2/"))]
    paths += [f"{url}report/whats-happened/"]
    paths += ["/questions/", "/topics/", "/outlets/", "/archive/", "/archive/2020/", "/archive/2020/01/"]
    paths += ["/archive/2020/01/01/", "/search/", "/search/?q=γέφυρα", "/search/?q=όμικρον", "/corrections/"]
    paths += ["/about/", "/nothing/", "/stories/όχι/", "/opensearch.xml"]
    paths += [row.get_absolute_url() for row in (*Outlet.objects.all(), *Person.objects.all())]
    paths += [topic.get_absolute_url() for topic in story.topics.all()]
    paths += [piece.get_absolute_url() for piece in Piece.objects.filter(kind="question")]
    said = {path: pseudo.in_plain_letters(client.get(path).content.decode()) for path in paths}
    assert {path: words for path, words in said.items() if words} == {}


def test_no_page_of_the_desk_says_a_word_that_is_not_in_the_catalogues(wide_letters):
    story = greek_story()
    chief = story.owner
    desk = Client()
    desk.force_login(chief)
    waiting = make_story("Περιμένει", sources=[], sections=["<p>Λέξεις.</p>"], by=chief)
    release = make_release("Μαζί", [Publication(waiting.pk)], at=moment("2026-03-05"), by=chief)
    lists = "story commonquestion outlet article person relatedlink refreshwish deleteddraft activity problem"
    lists += " failedtask schedule release house"
    paths = ["/admin/", "/admin/topics/topic/", "/admin/topics/topic/add/", "/admin/auth/user/"]
    paths += ["/admin/auth/user/add/", f"/admin/auth/user/{chief.pk}/change/", "/admin/password_change/"]
    paths += [f"/admin/auth/user/{chief.pk}/password/", "/admin/briefings/schedule/month/"]
    paths += [f"/admin/briefings/{name}/" for name in lists.split()]
    paths += [f"/admin/briefings/{name}/add/" for name in ("story", "commonquestion", "outlet", "article")]
    paths += [page_address(story, page) for page in ("change", "publish", "history", "withdraw", "review")]
    paths += [page_address(story, page) for page in ("times", "redact", "preview")]
    paths += [
        page_address(story, "compare", 1, 2),
        page_address(story, "load", 1),
        page_address(waiting, "delete"),
    ]
    paths += [f"/admin/briefings/article/{Article.objects.first().pk}/change/"]
    paths += [f"/admin/briefings/release/{release.pk}/change/"]
    said = {path: pseudo.in_plain_letters(desk.get(path, follow=True).content.decode()) for path in paths}
    assert {path: words for path, words in said.items() if words} == {}


def test_what_the_desk_refuses_it_refuses_in_the_house_s_language(wide_letters):
    """Dates, addresses, languages, keys: the sentences that stand in modules far from any template."""
    from tests.admin.desk import add_row, form_address, opened

    desk = Client()
    desk.force_login(make_editor("chief", name="Έντνα"))
    values = opened(desk)
    values |= {"headline": "Μια γέφυρα", "language": "1", "slug": "γέφυρα γέφυρα"}
    for url in ("1", "https://1 2/", "https://1:99999/", "https://α:β@1/"):
        add_row(
            values, "citations", outlet_name="Ο Κόσμος", url=url, language="1", key="?", published_on="2020"
        )
    for when in (
        "1",
        "2020-13",
        "2020-02-30",
        "03/04/2020",
        "2020-02-02 25:00",
        "7 – 3 March 2020",
        "1998 – Nov 2001",
    ):
        add_row(values, "events", when=when, html="Τότε.")
    page = desk.post(form_address(), values).content.decode()
    refusals = " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', page, re.S))
    assert refusals.count("<li>") >= 20
    typed = re.compile("March|Nov|https?://[^”]*")
    assert pseudo.in_plain_letters(typed.sub("", refusals)) == []
