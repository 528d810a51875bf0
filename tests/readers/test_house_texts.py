"""What the house says of itself: pages that there are only once somebody wrote them."""

import pytest

from briefings.demo.loading import load_demo
from briefings.demo.records import Content, read_content
from briefings.house import TEXTS, holder, unsaved_house
from briefings.models import House
from briefings.problems import KEPT_FOR
from tests.building import make_editor, make_story, published, withdrawn
from tests.public.routes import HOUSE_TEXTS

pytestmark = pytest.mark.django_db

PATHS = {
    "about": "/about/",
    "standards": "/standards/",
    "how_we_cite": "/how-we-cite/",
    "privacy": "/privacy/",
}


NOTHING: dict[str, list[object]] = {
    name: [] for name in ("outlets", "topics", "people", "stories", "questions")
}


def house_record() -> dict[str, list[str]]:
    record = read_content().house
    assert record is not None
    return record.model_dump()


def house(**texts: str) -> None:
    row = unsaved_house()
    for name, html in texts.items():
        setattr(row, name, html)
    holder.hold(row)


def test_the_table_of_routes_names_every_text():
    assert set(HOUSE_TEXTS) == set(TEXTS) == set(PATHS)


@pytest.mark.parametrize("name", PATHS)
def test_a_text_has_a_page_a_link_in_every_footer_and_a_line_in_the_sitemap_once_it_is_written(client, name):
    front = client.get("/").content.decode()
    assert (client.get(PATHS[name]).status_code, f'href="{PATHS[name]}"' in front) == (404, False)
    house(**{name: "<p>What we say.</p>"})
    page = client.get(PATHS[name])
    assert (page.status_code, "<p>What we say.</p>" in page.content.decode()) == (200, True)
    assert f"<h1>{TEXTS[name]}</h1>" in page.content.decode()
    assert f'<li><a href="{PATHS[name]}">{TEXTS[name]}</a></li>' in client.get("/").content.decode()
    assert f"{PATHS[name]}</loc>" in client.get("/sitemap-pages-1.xml").content.decode()
    others = [path for other, path in PATHS.items() if other != name]
    assert [client.get(path).status_code for path in others] == [404] * 3


@pytest.mark.parametrize("name", PATHS)
def test_a_text_costs_no_query_sets_no_cookie_and_takes_no_post(client, name, django_assert_num_queries):
    house(**{name: "<p>What we say.</p>"})
    with django_assert_num_queries(0):
        page = client.get(PATHS[name])
    assert (not page.cookies, "cookie" in page.get("Vary", "").lower()) == (True, False)
    assert client.post(PATHS[name]).status_code == 405


def test_links_of_a_text_lead_to_what_is_live_alone(client):
    live, gone = published(make_story("Live", slug="live")), withdrawn(make_story("Gone", slug="gone"))
    links = "".join(f'<a href="newsroom:story/{piece.uid}">words</a> ' for piece in (live, gone))
    house(about=f"<p>{links}</p>")
    page = client.get("/about/").content.decode()
    assert ('<a href="/stories/live/">words</a>' in page, "gone" in page, "newsroom:" in page) == (
        True,
        False,
        False,
    )


def test_a_text_is_made_safe_once_more_when_it_is_shown(client):
    house(about='<p onclick="x()">Us<script>alert(1)</script></p>')
    page = client.get("/about/").content.decode()
    assert ("<p>Us</p>" in page, "alert" in page) == (True, False)


def test_how_we_correct_stands_above_the_corrections(client):
    assert "corrections-policy" not in client.get("/corrections/").content.decode()
    house(corrections="<p>We say so at once.</p>")
    assert "<p>We say so at once.</p>" in client.get("/corrections/").content.decode()


# The demo's


def test_the_demo_writes_texts_that_nobody_wrote_and_leaves_the_others(client):
    row = unsaved_house()
    row.about = "<p>Ours.</p>"
    row.save()
    load_demo(by=make_editor("chief"), content=Content.model_validate({**NOTHING, "house": house_record()}))
    written = House.objects.get()
    assert written.about == "<p>Ours.</p>"
    assert all(getattr(written, name) for name in (*TEXTS, "corrections"))
    holder.hold(written)
    assert "kept for 90 days" in client.get("/privacy/").content.decode()
    assert (KEPT_FOR.days, PATHS.keys() <= house_record().keys()) == (90, True)
